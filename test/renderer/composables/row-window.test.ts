// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { useRowWindow, type UseRowWindowReturn } from '../../../src/renderer/src/composables/use-row-window'

const HEIGHT = 244 // a head of 24, and ten rows of 22
let scope: EffectScope
let element: HTMLElement
let resize: (height: number) => void
beforeEach(() => {
  vi.stubGlobal('ResizeObserver', class {
    constructor(private readonly tell: (entries: readonly { readonly contentRect: { readonly width: number; readonly height: number } }[]) => void) {}
    observe(): void {
      resize = (height) => this.tell([{ contentRect: { width: 300, height } }])
      resize(HEIGHT)
    }
    unobserve(): void {}
    disconnect(): void {}
  })
  element = document.createElement('div')
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})

async function windowOn(count: () => number): Promise<UseRowWindowReturn> {
  const made = scope.run(() => useRowWindow({ element: ref(element), count, rowHeight: 22, headHeight: 24 }))
  await nextTick()
  if (made === undefined) throw new Error('no scope')
  return made
}
const scrollTo = (top: number): void => {
  element.scrollTop = top
  element.dispatchEvent(new Event('scroll'))
}
const positions = (view: UseRowWindowReturn): number[] => view.rows.value.map(({ position }) => position)

describe('the rows of a long table that are on the screen', () => {
  it('are a few more than fit, whatever the length', async () => {
    const view = await windowOn(() => 1_000_000)
    expect(view.page.value).toBe(10)
    scrollTo(22 * 500)
    expect(positions(view).length).toBeLessThan(25)
    expect(positions(view)).toContain(500)
    expect(view.rows.value.find(({ position }) => position === 500)?.top).toBeCloseTo(22 * 500, 3)
  })
  it('are all of a short table', async () => {
    expect(positions(await windowOn(() => 3))).toEqual([0, 1, 2])
  })
  it('end where they ended when the pane becomes lower, for whoever had scrolled there, and nobody else', async () => {
    const view = await windowOn(() => 40)
    scrollTo(22 * 40 - (HEIGHT - 24))
    resize(HEIGHT - 55)
    await nextTick()
    await nextTick()
    expect([element.scrollTop, view.atEnd(40)]).toEqual([22 * 40 - (HEIGHT - 55 - 24), true])
    scrollTo(22 * 10)
    resize(HEIGHT - 110)
    await nextTick()
    await nextTick()
    expect(element.scrollTop).toBe(22 * 10)
  })
  it('reach the last of more rows than a browser can lay out', async () => {
    const count = 5_000_000
    const view = await windowOn(() => count)
    expect(view.height.value).toBe(30_000_000)
    scrollTo(30_000_000 - (HEIGHT - 24))
    expect(positions(view).at(-1)).toBe(count - 1)
    expect(view.atEnd(count)).toBe(true)
    scrollTo(0)
    expect(positions(view)[0]).toBe(0)
    expect(view.atEnd(count)).toBe(false)
  })
  it('scroll as little as needed to show one', async () => {
    const view = await windowOn(() => 1_000)
    for (const [position, top] of [[4, 0], [30, (31 - 10) * 22]] as const) {
      view.reveal(position)
      // The rows are those there, before the element has been moved.
      expect(positions(view)).toContain(position)
      await nextTick()
      expect(element.scrollTop).toBe(top)
    }
    scrollTo(22 * 100)
    view.reveal(50)
    await nextTick()
    expect(element.scrollTop).toBe(22 * 50)
  })
  it('are those at its end when it is scrolled there, in the same breath in which it grows', async () => {
    const count = ref(1_000)
    const view = await windowOn(() => count.value)
    count.value = 2_000
    view.scrollToEnd()
    expect(positions(view).at(-1)).toBe(1_999)
    await nextTick()
    expect(element.scrollTop).toBe(2_000 * 22 - (HEIGHT - 24))
  })
})
