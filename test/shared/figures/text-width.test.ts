import { expect, it } from 'vitest'
import { cutToFit, textWidth, wrapped } from '../../../src/shared/figures/text-width'

it('a text that fits stays on one line', () => {
  expect(wrapped('c1 shutdown()', 12, 200, 2)).toEqual(['c1 shutdown()'])
})

it('a longer one is broken between words, and nothing is lost while there are lines', () => {
  const lines = wrapped('c2 timestamps guard (PAWS)', 12, 110, 2)
  expect(lines).toEqual(['c2 timestamps', 'guard (PAWS)'])
  for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(110)
})

it('what does not fit on the last line is cut there, and said to be', () => {
  const [first, last, ...more] = wrapped('c4 the ACK number guards, then nothing', 12, 100, 2)
  expect([first, more]).toEqual(['c4 the ACK', []])
  expect(last).toMatch(/^number.*…$/)
  expect(textWidth(last ?? '', 12)).toBeLessThanOrEqual(100)
})

it('a word too long for a line is cut, too', () => {
  expect(wrapped('tcp_timewait_state_process', 12, 60, 2)).toEqual([cutToFit('tcp_timewait_state_process', 12, 60)])
})
