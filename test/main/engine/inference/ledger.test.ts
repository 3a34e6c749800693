import { expect, it } from 'vitest'
import { Connection } from '../../../../src/main/engine/inference/connection'
import type { ConnectionEnd } from '../../../../src/main/engine/inference/connection'
import { EventLog } from '../../../../src/main/engine/inference/event-log'
import { Ledger } from '../../../../src/main/engine/inference/ledger'
import { ns } from '../../../../src/shared/base/brand'
import { AddressBook } from '../../../../src/shared/model/address'

const book = new AddressBook()
const [client, server] = [book.fromText('10.0.0.1'), book.fromText('10.0.0.2')]
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
  expect(log.take().map((event) => event.type === 'transition' && event.packet)).toEqual([1, 2, 3])
})
