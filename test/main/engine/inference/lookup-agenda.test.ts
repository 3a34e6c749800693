import { array, assert as holds, nat, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Connection } from '../../../../src/main/engine/inference/connection'
import { LookupAgenda } from '../../../../src/main/engine/inference/lookup-agenda'
import { ns } from '../../../../src/shared/base/brand'
import { AddressBook } from '../../../../src/shared/model/address'

const book = new AddressBook()
const lo = book.ipv4(0x7f000001)
const connection = (number: number): Connection =>
  new Connection({ number, flow: number, client: lo, clientPort: 1000 + number, server: lo, serverPort: 80, kernel: true })
const ends = Array.from({ length: 8 }, (_, i) => connection(i + 1).client)

describe('LookupAgenda', () => {
  it('hands out each end once, at its earliest wish, oldest first', () => {
    holds(property(array(tuple(nat(7), nat(100)), { maxLength: 60 }), (wishes) => {
      const agenda = new LookupAgenda()
      const earliest = new Map<number, number>()
      for (const [i, at] of wishes) {
        const end = ends[i]
        if (end !== undefined) agenda.ask(end, ns(at))
        earliest.set(i, Math.min(earliest.get(i) ?? Infinity, at))
      }
      const times: number[] = []
      for (let end = agenda.takeDue(ns(1000)); end !== undefined; end = agenda.takeDue(ns(1000))) times.push(earliest.get(ends.indexOf(end)) ?? -1)
      expect(times).toEqual([...earliest.values()].sort((a, b) => a - b))
      expect(agenda.next()).toBeUndefined()
    }))
  })
  it('holds back what is not due, and forgets what was cancelled or put off', () => {
    const agenda = new LookupAgenda()
    const [first, second] = ends
    if (first === undefined || second === undefined) throw new Error('no ends')
    agenda.ask(first, ns(10))
    agenda.ask(second, ns(20))
    expect(agenda.takeDue(ns(9))).toBeUndefined()
    expect(agenda.next()).toBe(10)
    agenda.cancel(first)
    expect(agenda.next()).toBe(20)
    agenda.askInstead(second, ns(40))
    expect(agenda.takeDue(ns(30))).toBeUndefined()
    expect(agenda.takeDue(ns(40))).toBe(second)
  })
})
