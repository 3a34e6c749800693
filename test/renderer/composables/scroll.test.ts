// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick, ref, useTemplateRef } from 'vue'
import { useScroll } from '../../../src/renderer/src/composables/use-scroll'

const shown = ref(false)
const Scroller = defineComponent({
  setup(_, { expose }) {
    const element = useTemplateRef<HTMLElement>('element')
    const { top, scrollTo } = useScroll(element)
    expose({ scrollTo, top })
    return () => (shown.value ? h('div', { ref: 'element' }) : h('p'))
  }
})

interface Scroll {
  readonly top: number
  scrollTo(to: number): void
}

describe('where an element is scrolled to', () => {
  it('is known at once, and the element is moved when all has been drawn: also one that is only then there', async () => {
    shown.value = false
    const wrapper = mount(Scroller)
    const scroll = wrapper.vm as unknown as Scroll
    shown.value = true
    scroll.scrollTo(120.4)
    expect(scroll.top).toBe(120)
    await nextTick()
    await nextTick()
    expect([scroll.top, wrapper.get('div').element.scrollTop]).toEqual([120, 120])
    wrapper.unmount()
  })
  it('is kept for an element that comes later', async () => {
    shown.value = false
    const wrapper = mount(Scroller)
    const scroll = wrapper.vm as unknown as Scroll
    scroll.scrollTo(70)
    await nextTick()
    shown.value = true
    await nextTick()
    await nextTick()
    expect([scroll.top, wrapper.get('div').element.scrollTop]).toEqual([70, 70])
    scroll.scrollTo(30)
    await nextTick()
    expect(wrapper.get('div').element.scrollTop).toBe(30)
    wrapper.unmount()
  })
})
