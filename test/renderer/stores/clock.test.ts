// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useClockStore } from '../../../src/renderer/src/stores/clock'
import { watch } from 'vue'

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** How often time moves on the screen in a second of a running session. */
function movements(): number {
  const clock = useClockStore()
  let moved = 0
  watch(() => clock.now, () => moved++, { flush: 'sync' })
  clock.start()
  clock.observe(0)
  vi.advanceTimersByTime(1_000)
  clock.stop(1e9)
  return moved
}

it('time moves some twenty to forty times a second', () => {
  expect(movements()).toBeGreaterThan(20)
  expect(movements()).toBeLessThanOrEqual(40)
})
it('for people who ask for less motion it moves a few times a second', () => {
  vi.spyOn(window, 'matchMedia').mockImplementation((query) => ({ matches: query === '(prefers-reduced-motion: reduce)' }) as MediaQueryList)
  expect(movements()).toBeLessThanOrEqual(4)
  expect(movements()).toBeGreaterThan(1)
})
