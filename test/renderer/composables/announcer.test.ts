import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import { SAY_EVERY_MS, useAnnouncer, type UseAnnouncerReturn } from '../../../src/renderer/src/composables/use-announcer'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())
const announcer = (): UseAnnouncerReturn => {
  const made = effectScope().run(() => useAnnouncer(() => Date.now()))
  if (made === undefined) throw new Error('no scope')
  return made
}

describe('what is said aloud', () => {
  it('is said at once when it has been quiet', () => {
    const { said, say } = announcer()
    say(() => 'Running.')
    vi.advanceTimersByTime(0)
    expect(said.value).toBe('Running.')
  })
  it('is said at most every two seconds, the latest of what came meanwhile', () => {
    const { said, say } = announcer()
    say(() => 'one')
    vi.advanceTimersByTime(0)
    say(() => 'two')
    say(() => 'three')
    vi.advanceTimersByTime(SAY_EVERY_MS - 1)
    expect(said.value).toBe('one')
    vi.advanceTimersByTime(1)
    expect(said.value).toBe('three')
  })
  it('is said in the language that the window is in', () => {
    const { said, say } = announcer()
    const language = ref('en')
    say(() => ({ en: 'Running.', ko: '실행 중입니다.' })[language.value] ?? '')
    vi.advanceTimersByTime(0)
    language.value = 'ko'
    expect(said.value).toBe('실행 중입니다.')
  })
})
