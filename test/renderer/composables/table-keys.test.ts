// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { useTableKeys } from '../../../src/renderer/src/composables/use-table-keys'

interface Pressed {
  readonly did: readonly string[]
  readonly taken: boolean
}
function pressing(selected: number, key: string, more: KeyboardEventInit = {}, count = 100): Pressed {
  const did: string[] = []
  const keys = useTableKeys({
    count: () => count, selected: () => selected, page: () => 10, select: (position, extend) => void did.push(`${extend ? 'to' : 'at'} ${position}`), selectAll: () => void did.push('all'),
    copy: () => void did.push('copy'), open: () => void did.push('open'), cancel: () => selected === 7
  })
  const event = new KeyboardEvent('keydown', { key, cancelable: true, ...more })
  keys(event)
  return { did, taken: event.defaultPrevented }
}

describe('keys of a table', () => {
  it.each([[5, 'ArrowDown', 6], [5, 'ArrowUp', 4], [5, 'PageDown', 15], [5, 'PageUp', 0], [5, 'Home', 0], [5, 'End', 99], [99, 'ArrowDown', 99], [0, 'ArrowUp', 0]])(
    'from row %i, %s goes to row %i, and with Shift chooses up to there', (from, key, to) => {
      expect(pressing(from, key).did).toEqual([`at ${to}`])
      expect(pressing(from, key, { shiftKey: true }).did).toEqual([`to ${to}`])
    })
  it('begin at the end that is on the screen when nothing is selected: Down at the top, Up at the bottom', () => {
    expect([pressing(-1, 'ArrowDown').did, pressing(-1, 'ArrowUp').did]).toEqual([['at 0'], ['at 99']])
  })
  it('choose all, copy and open, whatever letters the keyboard writes', () => {
    expect([pressing(1, 'a', { ctrlKey: true, code: 'KeyA' }).did, pressing(1, 'ㅊ', { metaKey: true, code: 'KeyC' }).did, pressing(1, 'Enter').did]).toEqual([['all'], ['copy'], ['open']])
  })
  it('leave to the window what is not theirs: other keys, Escape with nothing to take back, any key of an empty table', () => {
    for (const pressed of [pressing(3, 'x'), pressing(3, 'Escape'), pressing(-1, 'ArrowDown', {}, 0), pressing(3, 'v', { ctrlKey: true, code: 'KeyV' })]) expect(pressed).toEqual({ did: [], taken: false })
    expect(pressing(7, 'Escape').taken).toBe(true)
  })
})
