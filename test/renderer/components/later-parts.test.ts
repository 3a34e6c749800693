// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type Component, defineComponent, h } from 'vue'
import { later } from '../../../src/renderer/src/components/later-parts'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { freshWindow, mounted } from '../mounted'

beforeEach(freshWindow)
const Part = defineComponent(() => () => h('p', 'here it is'))

describe('a part whose code comes later', () => {
  it('comes once, with the first showing', async () => {
    const load = vi.fn(() => Promise.resolve(Part))
    const Later = later(load)
    expect(load).not.toHaveBeenCalled()
    const [first, second] = [mounted(Later), mounted(Later)]
    await vi.waitFor(() => expect(first.text()).not.toBe(''))
    expect([first.text(), second.text(), mounted(Later).text(), load.mock.calls.length]).toEqual(['here it is', 'here it is', 'here it is', 1])
  })

  it('is missed aloud where it does not come, and asked for again by the next showing', async () => {
    let asked = 0
    const Later = later<Component>(() => (asked++ === 0 ? Promise.reject(new Error('Failed to fetch')) : Promise.resolve(Part)))
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    mounted(Later)
    await flushPromises()
    expect(useLabStore().failure).toEqual({ code: 'window-incomplete', said: 'Failed to fetch' })
    warned.mockRestore()
    logged.mockRestore()
    const again = mounted(Later)
    await vi.waitFor(() => expect(again.text()).toBe('here it is'))
  })
})
