import { describe, expect, it } from 'vitest'
import { numbersFor } from '../../../src/renderer/src/i18n/numbers'

const english = numbersFor('en', { micro: 'µs', milli: 'ms', second: 's', minute: 'min' })
const korean = numbersFor('ko', { micro: 'µs', milli: 'ms', second: '초', minute: '분' })
const plain = (text: string): string => text.replace(/\u00a0/g, ' ')

describe('numbers with units', () => {
  it('choose the unit by the size', () => {
    expect([22_000, 40_400_000, 300e6, 1.5e9, 41.3e9, 1_200e9].map(english.duration).map(plain)).toEqual(['22 µs', '40.4 ms', '300 ms', '1.50 s', '41.3 s', '20 min'])
  })
  it('write instants in ms within the first second and in seconds later, as fine as their neighbours ask', () => {
    expect([english.instant(18.04e6, 10_000), english.instant(50e9, 1e9), english.instant(1.2035e9, 100_000)].map(plain)).toEqual(['18.04 ms', '50 s', '1.2035 s'])
  })
  it('set Korean counters close to their number, and units of the SI apart', () => {
    expect(korean.shortSeconds(41_300)).toBe('41.3초')
    expect(plain(korean.millis(120))).toBe('120 ms')
  })
  it('group thousands, count bytes, tell the clock', () => {
    expect(english.count(28_232)).toBe('28,232')
    expect([876, 28_232, 1_000_000].map((count) => english.briefCount(count))).toEqual(['876', '28K', '1M'])
    expect([english.bytes(512), english.bytes(48_211), english.bytes(2_948_211)].map(plain)).toEqual(['512 B', '47.1 KiB', '2.8 MiB'])
    expect([english.clock(41.9e9), english.clock(3_723e9), english.clock(-5)]).toEqual(['00:41', '1:02:03', '00:00'])
  })
})
