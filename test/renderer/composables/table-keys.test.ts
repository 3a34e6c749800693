// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { useTableKeys } from '../../../src/renderer/src/composables/use-table-keys'

function pressing(selected: number, key: string, count = 100): number | undefined {
  let chosen: number | undefined
  const keys = useTableKeys({
    count: () => count, selected: () => selected, page: () => 10,
    select: (position) => {
      chosen = position
    }
  })
  keys(new KeyboardEvent('keydown', { key }))
  return chosen
}

describe('keys of a table', () => {
  it.each([[5, 'ArrowDown', 6], [5, 'ArrowUp', 4], [5, 'PageDown', 15], [5, 'PageUp', 0], [5, 'Home', 0], [5, 'End', 99], [99, 'ArrowDown', 99], [0, 'ArrowUp', 0]])(
    'from row %i, %s goes to row %i', (from, key, to) => expect(pressing(from, key)).toBe(to)
  )
  it('begin at the end that is on the screen when nothing is selected: Down at the top, Up at the bottom', () => {
    expect([pressing(-1, 'ArrowDown'), pressing(-1, 'ArrowUp')]).toEqual([0, 99])
  })
  it('do nothing in an empty table, and with other keys', () => {
    expect([pressing(-1, 'ArrowDown', 0), pressing(3, 'x')]).toEqual([undefined, undefined])
  })
})
