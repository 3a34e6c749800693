// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { instantsOf, neighbour, useSteps } from '../../../src/renderer/src/composables/use-steps'
import { useSelectionStore } from '../../../src/renderer/src/stores/selection'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { connectionEvents, header, merge } from '../story'

beforeEach(() => {
  setActivePinia(createPinia())
  useSessionStore().apply(1, [header(), ...merge(connectionEvents({ id: 'c1', startMs: 10 }, 1), connectionEvents({ id: 'c2', startMs: 5_000, clientPort: 41_300 }, 1))])
})

describe('event by event', () => {
  it('goes through the whole session when nothing is selected', () => {
    const [selection, { stepEvent }] = [useSelectionStore(), useSteps()]
    stepEvent(1)
    const first = selection.cursor
    stepEvent(1)
    expect(selection.cursor).toBeGreaterThan(first ?? 0)
    stepEvent(-1)
    expect(selection.cursor).toBe(first)
    stepEvent(-1)
    expect(selection.cursor).toBe(first)
  })
  it('stays within the selected connection, and selects the packet of the instant', () => {
    const [selection, { stepEvent }] = [useSelectionStore(), useSteps()]
    selection.selectConnection('c2')
    for (let i = 0; i < 60; i++) stepEvent(1)
    expect(selection.conn).toBe('c2')
    for (let i = 0; i < 60; i++) stepEvent(-1)
    expect([selection.conn, selection.packet]).toEqual(['c2', 12])
  })
  it('knows each instant of a connection once', () => {
    const session = useSessionStore()
    const row = session.rows.rows[0]
    const instants = row === undefined ? [] : instantsOf(row, session.packets)
    expect(new Set(instants).size).toBe(instants.length)
    expect(neighbour([1, 5, 9], 5, 1)).toBe(9)
    expect(neighbour([1, 5, 9], 1, -1)).toBeUndefined()
  })
})

describe('connection by connection', () => {
  it('goes down and up, and stops at both ends', () => {
    const [selection, { stepConnection }] = [useSelectionStore(), useSteps()]
    const seen: (string | null)[] = []
    for (const direction of [1, 1, 1, -1, -1, -1] as const) {
      stepConnection(direction)
      seen.push(selection.conn)
    }
    expect(seen).toEqual(['c1', 'c2', 'c2', 'c1', 'c1', 'c1'])
  })
})
