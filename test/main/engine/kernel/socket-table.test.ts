import { array, assert as holds, integer, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INET_DIAG_MSG } from '../../../../src/main/engine/kernel/inet-diag'
import { SocketTable } from '../../../../src/main/engine/kernel/socket-table'
import { ssDifferences } from '../../../../src/main/engine/kernel/ss-differences'
import { parseSs } from '../../../../src/main/engine/kernel/ss-text'
import { AddressBook } from '../../../../src/shared/model/address'
import { fromKernelState } from '../../../../src/shared/tcp/state'

interface Told {
  readonly family?: number
  readonly state?: number
  readonly timer?: number
  readonly expires?: number
  readonly sport?: number
  readonly dport?: number
  readonly src?: readonly number[]
  readonly cookie?: bigint
}

const LOOPBACK = [127, 0, 0, 1]
const MAPPED_LOOPBACK = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...LOOPBACK]

/** Writes a struct inet_diag_msg as the kernel would and hands it to the table. */
function tell(table: SocketTable, { family = 2, state = 1, timer = 0, expires = 0, sport = 40_000, dport = 80, src = LOOPBACK, cookie = 1n }: Told): void {
  const buffer = new ArrayBuffer(INET_DIAG_MSG.bytes)
  const bytes = new Uint8Array(buffer)
  const view = new DataView(buffer)
  bytes.set([family, state, timer, 7])
  view.setUint16(INET_DIAG_MSG.sport, sport)
  view.setUint16(INET_DIAG_MSG.dport, dport)
  bytes.set(src, INET_DIAG_MSG.src)
  bytes.set(src, INET_DIAG_MSG.dst)
  view.setBigUint64(INET_DIAG_MSG.cookie, cookie, true)
  view.setUint32(INET_DIAG_MSG.expires, expires, true)
  view.setUint32(INET_DIAG_MSG.rqueue, 1, true)
  view.setUint32(INET_DIAG_MSG.wqueue, 2, true)
  view.setUint32(INET_DIAG_MSG.uid, 1000, true)
  view.setUint32(INET_DIAG_MSG.inode, 4711, true)
  table.add(bytes, new Uint32Array(buffer), 0)
}

describe('a table of the kernel\'s sockets', () => {
  it('gives each socket with all the kernel told', () => {
    const book = new AddressBook()
    const table = new SocketTable(book)
    tell(table, { state: 1, timer: 1, expires: 204, cookie: 0xfffffffffffffffen })
    const sample = table.sample(0)
    expect(sample).toMatchObject({
      localPort: 40_000, remotePort: 80, state: 'ESTABLISHED', timer: 'retransmit', remainingMs: 204, retransmits: 7, receiveQueue: 1, sendQueue: 2,
      uid: 1000, inode: 4711, cookie: 0xfffffffffffffffen
    })
    expect(book.text(sample.local)).toBe('127.0.0.1')
    expect(() => table.sample(1)).toThrow('row 1 of 1')
  })

  it.each([
    [6, 3, 'TIME-WAIT', 'time-wait'], [5, 3, 'FIN-WAIT-2', 'fin-wait-2'], [5, 0, 'FIN-WAIT-2', undefined], [5, 2, 'FIN-WAIT-2', 'keepalive'],
    [3, 1, 'SYN-RECEIVED', 'retransmit'], [12, 1, 'SYN-RECEIVED', 'retransmit'], [1, 4, 'ESTABLISHED', 'probe'], [1, 9, 'ESTABLISHED', undefined]
  ])('shows kernel state %i with timer %i as %s, %s', (state, timer, name, kind) => {
    const table = new SocketTable(new AddressBook())
    tell(table, { state, timer })
    expect(table.sample(0)).toMatchObject({ state: name, timer: kind })
  })

  it('leaves out what no one has a name for', () => {
    const table = new SocketTable(new AddressBook())
    tell(table, { state: 13 })
    tell(table, { state: 0 })
    expect(table.count).toBe(0)
  })

  it('shows one address for both families of a connection', () => {
    const table = new SocketTable(new AddressBook())
    tell(table, { cookie: 1n })
    tell(table, { family: 10, src: MAPPED_LOOPBACK, cookie: 2n })
    tell(table, { family: 10, src: [...MAPPED_LOOPBACK.slice(0, 10), 0, 0, 0, 0, 0, 1], cookie: 3n })
    expect(table.local[0]).toBe(table.local[1])
    expect(table.local[2]).not.toBe(table.local[1])
  })

  it('takes in only the sockets that are watched', () => {
    const table = new SocketTable(new AddressBook(), (_local, localPort, _remote, remotePort) => localPort === 80 || remotePort === 80)
    tell(table, { cookie: 1n, sport: 40_000, dport: 443 })
    tell(table, { cookie: 2n, sport: 40_001, dport: 80 })
    expect(table.count).toBe(1)
    expect(table.sample(0)).toMatchObject({ localPort: 40_001, cookie: 2n })
  })

  it('takes an expiry in the past for overdue', () => {
    const table = new SocketTable(new AddressBook())
    tell(table, { state: 6, timer: 3, expires: 0xfffffff0 })
    expect(table.sample(0).remainingMs).toBe(0)
  })

  it('keeps one row for each cookie, the last word, however many there are', () => {
    const sockets = array(record({ cookie: integer({ min: 1, max: 400 }), state: integer({ min: 1, max: 11 }) }), { maxLength: 1000 })
    const table = new SocketTable(new AddressBook())
    holds(property(sockets, (told) => {
      const expected = new Map(told.map(({ cookie, state }) => [BigInt(cookie) << 20n, fromKernelState(state)]))
      table.clear()
      for (const { cookie, state } of told) tell(table, { cookie: BigInt(cookie) << 20n, state })
      const rows = Array.from({ length: table.count }, (_, i) => table.sample(i))
      expect(new Map(rows.map(({ cookie, state }) => [cookie, state]))).toEqual(expected)
      expect(rows).toHaveLength(expected.size)
    }))
  })
})

const row = (text: string): string => `TIME-WAIT 1 2 127.0.0.1:40000 127.0.0.1:80 ${text} ino:4711 sk:1`

describe('ss against the kernel', () => {
  const book = new AddressBook()
  const table = new SocketTable(book)
  tell(table, { state: 6, timer: 3, expires: 9_000, cookie: 1n })

  it('agrees when the rows are the same and the timer ran on a little', () => {
    const { sockets } = parseSs(row('timer:(timewait,8.980ms,0)'))
    expect(ssDifferences(sockets, table, book, 50)).toEqual([])
  })

  it('tells each difference', () => {
    const { sockets } = parseSs(row('timer:(timewait,59sec,0)'))
    expect(ssDifferences(sockets, table, book, 50)).toEqual([
      { local: '127.0.0.1:40000', remote: '127.0.0.1:80', field: 'remaining', ss: '59000 ms', kernel: '9000 ms' }
    ])
    const { sockets: other } = parseSs('ESTAB 0 0 127.0.0.1:40000 127.0.0.1:80 ino:1 sk:1')
    expect(ssDifferences(other, table, book, 50).map(({ field }) => field)).toEqual(['state', 'timer', 'inode', 'receive queue', 'send queue'])
  })

  it('tells sockets that only one of them has', () => {
    const { sockets } = parseSs('ESTAB 0 0 [::1]:1 [::1]:2 ino:1 sk:9')
    expect(ssDifferences(sockets, table, book, 50)).toEqual([
      { local: '[::1]:1', remote: '[::1]:2', field: 'socket', ss: 'ESTABLISHED', kernel: '-' },
      { local: '127.0.0.1:40000', remote: '127.0.0.1:80', field: 'socket', ss: '-', kernel: 'TIME-WAIT' }
    ])
  })
})
