import { array, assert as holds, boolean, integer, nat, property, record, tuple as tupleOf } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FlowTable } from '../../../../src/main/engine/inference/flow-table'
import type { AddressId } from '../../../../src/shared/model/address'

const address = (id: number): AddressId => id as AddressId
const LO = address(0)

describe('FlowTable', () => {
  it('finds one entry from both directions', () => {
    const table = new FlowTable()
    table.set(LO, 41_000, LO, 80, 7)
    expect(table.find(LO, 41_000, LO, 80)).toBe(7)
    expect(table.find(LO, 80, LO, 41_000)).toBe(7)
    expect(table.find(LO, 80, address(1), 41_000)).toBe(-1)
    table.set(address(5), 80, address(3), 41_000, 8)
    expect(table.find(address(3), 41_000, address(5), 80)).toBe(8)
    expect(table.find(address(5), 41_000, address(3), 80)).toBe(-1)
  })
  it('keeps ports above 32767 and a flow of number 0', () => {
    const table = new FlowTable()
    table.set(LO, 65_535, LO, 40_000, 0)
    expect(table.find(LO, 40_000, LO, 65_535)).toBe(0)
  })
  it('holds a connection of a port with itself', () => {
    const table = new FlowTable()
    table.set(LO, 5000, LO, 5000, 3)
    expect(table.find(LO, 5000, LO, 5000)).toBe(3)
  })
  it('answers like a map through any sequence of settings and removals', () => {
    const tuple = tupleOf(nat(3), integer({ min: 1, max: 40 }), nat(3), integer({ min: 1, max: 40 }))
    const action = record({ tuple, remove: boolean(), flow: nat(1_000_000) })
    holds(property(array(action, { maxLength: 3000, size: 'max' }), (actions) => {
      const table = new FlowTable()
      const map = new Map<string, number>()
      for (const { tuple: [a, p, b, q], remove, flow } of actions) {
        const key = [`${a}:${p}`, `${b}:${q}`].sort().join(' ')
        if (remove) {
          table.remove(address(a), p, address(b), q)
          map.delete(key)
        } else {
          table.set(address(a), p, address(b), q, flow)
          map.set(key, flow)
        }
      }
      expect(table.size).toBe(map.size)
      for (const { tuple: [a, p, b, q] } of actions) {
        expect(table.find(address(b), q, address(a), p)).toBe(map.get([`${a}:${p}`, `${b}:${q}`].sort().join(' ')) ?? -1)
      }
    }), { numRuns: 50 })
  })
})
