// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import CountdownRing from '../../../src/renderer/src/components/countdown/CountdownRing.vue'
import type { Countdown } from '../../../src/shared/figures/countdown'
import { freshWindow, mounted } from '../mounted'

beforeEach(freshWindow)
const countdown = (over: Partial<Countdown>): Countdown => ({ phase: 'counting', remainingMs: 0, share: 0, lateMs: 0, lastedMs: 0, ...over })
const ring = (over: Partial<Countdown>, more: Record<string, unknown> = {}): string =>
  mounted(CountdownRing, { countdown: countdown(over), restarted: false, restarts: 0, correctedByMs: null, ...more }).text()

describe('the countdown\'s ring', () => {
  it('shows the kernel\'s number to the millisecond', () => {
    expect(ring({ remainingMs: 41_328.4, share: 0.69 })).toMatch(/41\.328.*TIME-WAIT left/)
  })
  it('has a phase of its own for the time past 0', () => {
    expect(ring({ phase: 'overdue', lateMs: 912 })).toMatch(/\+0\.912.*overdue/)
  })
  it('tells how long it lasted when it is gone', () => {
    expect(ring({ phase: 'gone', lastedMs: 61_204 })).toMatch(/61\.204.*it lasted/)
  })
  it('shows no number that nobody knows', () => {
    expect(ring({ phase: 'unknown' })).toMatch(/^\?not known/)
  })
  it('shows a restart as a restart, and later how many there were', () => {
    expect(ring({ remainingMs: 60_000, share: 1 }, { restarted: true, restarts: 1 })).toContain('Restarted from the beginning')
    expect(ring({ remainingMs: 50_000, share: 0.8 }, { restarts: 3 })).toContain('Restarts so far: 3')
  })
  it('shows a correction by the kernel with its sign', () => {
    expect(ring({ remainingMs: 50_000 }, { correctedByMs: 120.2 })).toMatch(/Corrected by the kernel: \+120.ms/)
    expect(ring({ remainingMs: 50_000 }, { correctedByMs: -80 })).toMatch(/−80.ms/)
  })
})
