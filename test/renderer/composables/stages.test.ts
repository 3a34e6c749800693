// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { useFramesAfter, useStages } from '../../../src/renderer/src/composables/use-stages'

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

  it('begins anew when it was taken back before all of it was made', async () => {
    const scope = effectScope()
    const wanted = ref(true)
    const stage = scope.run(() => useStages(() => wanted.value, 2)) ?? ref(-1)
    vi.advanceTimersToNextFrame()
    expect(stage.value).toBe(1)
    wanted.value = false
    await nextTick()
    vi.advanceTimersToNextFrame()
    expect(stage.value).toBe(0)
    wanted.value = true
    await nextTick()
    expect(stage.value).toBe(0)
    vi.advanceTimersToNextFrame()
    vi.advanceTimersToNextFrame()
    expect(stage.value).toBe(2)
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

describe('what waits for some frames', () => {
  it('comes so many frames after its condition, goes at once, and is there where it always was', () => {
    const scope = effectScope()
    const [wanted, was] = [ref(false), ref(true)]
    const [has, had] = scope.run(() => [useFramesAfter(() => wanted.value, 2), useFramesAfter(() => was.value, 2)]) ?? []
    const frames = (count: number): (boolean | undefined)[] => Array.from({ length: count }, () => {
      vi.advanceTimersToNextFrame()
      return has?.value
    })
    expect([has?.value, had?.value]).toEqual([false, true])
    wanted.value = true
    expect([has?.value, ...frames(3)]).toEqual([false, false, true, true])
    wanted.value = false
    expect(has?.value).toBe(false)
    wanted.value = true
    vi.advanceTimersToNextFrame()
    wanted.value = false
    expect(frames(3)).toEqual([false, false, false])
    scope.stop()
  })
})
