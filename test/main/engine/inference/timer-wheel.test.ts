import { describe, expect, it } from 'vitest'
import { wheelSlackMs } from '../../../../src/main/engine/inference/timer-wheel'

describe('wheelSlackMs', () => {
  it.each([[60_000, 100, 5120], [60_000, 250, 2048], [60_000, 1000, 4096], [3000, 250, 256], [200, 250, 4], [252, 250, 32]])(
    'a timer of %i ms at HZ=%i may fire %i ms late', (ms, hz, slack) => {
      expect(wheelSlackMs(ms, hz)).toBe(slack)
    })
  it('agrees with what was measured: 60 s ended after 60.02 to 62.02 s, 3 s after 3.24 s', () => {
    expect(62_020 - 60_000).toBeLessThanOrEqual(wheelSlackMs(60_000, 250))
    expect(3240 - 3000).toBeLessThanOrEqual(wheelSlackMs(3000, 250))
  })
})
