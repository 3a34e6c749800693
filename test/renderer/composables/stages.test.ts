// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useStages } from '../../../src/renderer/src/composables/use-stages'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('what is made in stages', () => {
  it('is made one stage in each frame from when it is wanted, and stays made', async () => {
    const scope = effectScope()
    const wanted = ref(false)
    const stage = scope.run(() => useStages(() => wanted.value, 2)) ?? ref(-1)
    const frames = (count: number): number[] => Array.from({ length: count }, () => {
      vi.advanceTimersToNextFrame()
      return stage.value
    })
    expect([stage.value, ...frames(2)]).toEqual([0, 0, 0])
    wanted.value = true
    await nextTick()
    expect([stage.value, ...frames(3)]).toEqual([0, 1, 2, 2])
    for (const again of [false, true]) {
      wanted.value = again
      await nextTick()
    }
    expect(frames(2)).toEqual([2, 2])
    scope.stop()
  })

  it('is made in a page that draws no frames, too', () => {
    vi.stubGlobal('requestAnimationFrame', () => 0)
    const scope = effectScope()
    const stage = scope.run(() => useStages(() => true, 2)) ?? ref(-1)
    vi.advanceTimersByTime(1_000)
    expect(stage.value).toBe(2)
    scope.stop()
    vi.unstubAllGlobals()
  })
})
