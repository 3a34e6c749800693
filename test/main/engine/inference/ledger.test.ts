import { expect, it } from 'vitest'
import { Connection } from '../../../../src/main/engine/inference/connection'
import type { ConnectionEnd } from '../../../../src/main/engine/inference/connection'
import { EventLog } from '../../../../src/main/engine/inference/event-log'
import { Ledger, LOOK_AHEAD } from '../../../../src/main/engine/inference/ledger'
import { ns } from '../../../../src/shared/base/brand'
import { AddressBook } from '../../../../src/shared/model/address'

const book = new AddressBook()
const [client, server] = [book.fromText('10.0.0.1'), book.fromText('10.0.0.2')]
const packetsOf = (log: EventLog): (number | undefined)[] => log.take().flatMap((event) => (event.type === 'transition' ? [event.packet] : []))
const endOf = (number: number): ConnectionEnd =>
  new Connection({ number, flow: number, client, clientPort: 1000 + number, server, serverPort: 80, kernel: false }).server

it('at the end tells what still waits, what has waited longest first: also of an end that had waited before', () => {
  const log = new EventLog(book)
  const ledger = new Ledger(false, log)
  const [first, second] = [endOf(1), endOf(2)]
  ledger.move(first, 'CLOSE-WAIT', ns(10), 'received FIN', 1)
  ledger.releaseAll(first)
  ledger.move(second, 'CLOSE-WAIT', ns(10), 'received FIN', 2)
  ledger.move(first, 'TIME-WAIT', ns(10), 'received FIN', 3)
  ledger.finish()
  expect(packetsOf(log)).toEqual([1, 2, 3])
})

it('an end that waits again takes its turn behind those that wait, though all wait since the same instant', () => {
  const log = new EventLog(book)
  const ledger = new Ledger(false, log)
  const [first, second] = [endOf(1), endOf(2)]
  ledger.move(first, 'CLOSE-WAIT', ns(10), 'received FIN', 1)
  ledger.move(second, 'CLOSE-WAIT', ns(10), 'received FIN', 2)
  ledger.releaseAll(first)
  ledger.move(first, 'TIME-WAIT', ns(10), 'received FIN', 3)
  ledger.finish()
  expect(packetsOf(log)).toEqual([1, 2, 3])
})

it('thousands that wait at once are told in their turn, when their time has come, and those after them', () => {
  const log = new EventLog(book)
  const ledger = new Ledger(false, log)
  const ends = Array.from({ length: 5_000 }, (_, i) => endOf(i))
  const [early, late] = [ends.slice(0, 3_000), ends.slice(3_000)]
  const begin = (end: ConnectionEnd, at: number): void => {
    ledger.setClock(ns(at))
    ledger.move(end, 'CLOSE-WAIT', ns(at), 'received FIN', end.connection.number + 1)
  }
  early.forEach((end, i) => begin(end, i))
  ledger.settle(ns(1_500 + LOOK_AHEAD))
  expect(packetsOf(log)).toEqual(Array.from({ length: 1_501 }, (_, i) => i + 1))
  late.forEach((end, i) => begin(end, 3_000 + i))
  ledger.settle(ns(4_000 + LOOK_AHEAD))
  ledger.finish()
  expect(packetsOf(log)).toEqual(Array.from({ length: 5_000 - 1_501 }, (_, i) => 1_502 + i))
})
