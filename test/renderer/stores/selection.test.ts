import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useSelectionStore } from '../../../src/renderer/src/stores/selection'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { activeClose, header } from '../story'

beforeEach(() => {
  setActivePinia(createPinia())
  useSessionStore().apply(1, [header(), ...activeClose()])
})

describe('one selection for every pane', () => {
  it('of a packet is its connection, its sender and its instant, too', () => {
    const selection = useSelectionStore()
    selection.selectPacket(10)
    expect(selection).toMatchObject({ conn: 'c1', end: 'server', packet: 10, cursor: 379_430_000 })
  })
  it('of what decided a check is wherever that can be seen', () => {
    const selection = useSelectionStore()
    selection.selectProof({ event: 'packet', n: 8, at: 1, conn: 'c1' })
    expect(selection).toMatchObject({ packet: 8, end: 'client' })
    selection.selectProof({ event: 'transition', at: 379_450_000, conn: 'c1', end: 'client', state: 'TIME-WAIT' })
    expect(selection).toMatchObject({ conn: 'c1', end: 'client', packet: null, cursor: 379_450_000 })
    selection.selectProof({ event: 'step', at: 5 })
    expect(selection.cursor).toBe(5)
  })
  it('tells panes each time that they shall show it', () => {
    const selection = useSelectionStore()
    selection.selectConnection('c1')
    selection.selectConnection('c1')
    expect(selection.revealed).toBe(2)
  })
  it('ignores a packet that is not there', () => {
    const selection = useSelectionStore()
    selection.selectPacket(999)
    expect(selection.conn).toBeNull()
  })
})
