import { describe, expect, it } from 'vitest'
import { FilteredRows } from '../../../src/renderer/src/session/filtered-rows'

const TEXTS = ['c1 SYN 41234', 'c1 ACK 41234', 'c2 SYN 41236', 'c2 FIN ACK 41236']
const filtered = (filter: string): FilteredRows => {
  const rows = new FilteredRows((index) => TEXTS[index] ?? '')
  rows.setFilter(filter)
  while (rows.advance(TEXTS.length, 1));
  return rows
}

describe('rows behind a filter', () => {
  it('are all of them when there is none, without a look at any', () => {
    const rows = new FilteredRows(() => {
      throw new Error('looked')
    })
    rows.setFilter('  ')
    expect(rows.advance(4, 10)).toBe(false)
    expect([rows.count(4), rows.at(2), rows.positionOf(3)]).toEqual([4, 2, 3])
  })
  it('must have every word, upper or lower case', () => {
    const rows = filtered('fin C2')
    expect(rows.count(4)).toBe(1)
    expect(rows.at(0)).toBe(3)
    expect([rows.positionOf(3), rows.positionOf(0), rows.at(1)]).toEqual([0, -1, -1])
  })
  it('are looked at a few at a time, each once', () => {
    let looks = 0
    const rows = new FilteredRows((index) => {
      looks++
      return TEXTS[index] ?? ''
    })
    rows.setFilter('syn')
    expect(rows.advance(4, 3)).toBe(true)
    expect(looks).toBe(3)
    expect(rows.advance(4, 3)).toBe(false)
    expect(rows.advance(4, 3)).toBe(false)
    expect(looks).toBe(4)
    expect(rows.count(4)).toBe(2)
  })
})
