import { describe, expect, it } from 'vitest'
import { SessionClock } from '../../../src/renderer/src/session/session-clock'

describe('the session\'s clock in the window', () => {
  it('goes on between events from the earliest arrival: later ones were only late', () => {
    let page = 1_000
    const clock = new SessionClock(() => page)
    page = 1_030
    clock.observe(10e6) // arrived 20 ms after it happened, if the next is right
    expect(clock.now()).toBe(10e6)
    page = 1_060
    clock.observe(58e6)
    expect(clock.now()).toBe(58e6)
    page = 1_160
    clock.observe(90e6)
    expect(clock.now()).toBe(158e6)
  })
  it('never runs backwards, and stands where it is stopped', () => {
    let page = 0
    const clock = new SessionClock(() => page)
    clock.observe(0)
    page = 50
    expect(clock.now()).toBe(50e6)
    page = 40
    expect(clock.now()).toBe(50e6)
    clock.stop(61e9)
    page = 100_000
    expect(clock.now()).toBe(61e9)
  })
  it('is at 0 before anything was told, and again after a reset', () => {
    const clock = new SessionClock(() => 5)
    expect(clock.now()).toBe(0)
    clock.observe(1e6)
    clock.reset()
    expect(clock.now()).toBe(0)
  })
})
