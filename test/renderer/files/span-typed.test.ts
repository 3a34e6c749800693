import { describe, expect, it } from 'vitest'
import { spanTyped } from '../../../src/renderer/src/files/span-typed'

describe('a span of time as people type it', () => {
  it('is everything where nothing is typed, and open where one side is not', () => {
    expect(spanTyped('', ' ')).toBeUndefined()
    expect(spanTyped('0.5', '')).toEqual({ from: 500_000_000, to: Number.MAX_SAFE_INTEGER })
    expect(spanTyped('', '1,25')).toEqual({ from: 0, to: 1_250_000_000 })
  })
  it('is wrong where it ends before it begins, and where it is no number', () => {
    for (const [from, to] of [['2', '1'], ['x', ''], ['', '1e3'], ['-1', '2'], ['1..2', '3']] as const) expect(spanTyped(from, to)).toBe('wrong')
  })
})
