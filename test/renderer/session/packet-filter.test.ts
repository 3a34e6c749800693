import { describe, expect, it } from 'vitest'
import { PACKET_WORDS, packetTerms } from '../../../src/renderer/src/session/packet-filter'
import { compileFilter } from '../../../src/shared/filter/compile'
import { parseFilter } from '../../../src/shared/filter/parse'
import { connectionEvents } from '../story'
import { storeWith } from '../told'

const first = connectionEvents({ id: 'c1', startMs: 0, lost: 1 }, 1)
const packetsOf = first.filter(({ type }) => type === 'packet').length
const facts = storeWith([...first, ...connectionEvents({ id: 'c2', startMs: 10, first: 'server', clientPort: 41_235, serverPort: 80 }, packetsOf + 1)])

function matching(text: string): { readonly conn: string; readonly flags: string; readonly len: number; readonly from: string; readonly verdict: string }[] {
  const parsed = parseFilter(text, PACKET_WORDS)
  if (!parsed.ok) throw new Error(parsed.error.code)
  const test = compileFilter(parsed.value, packetTerms(facts), (row) => facts.packets.conn(row))
  return Array.from({ length: facts.packets.count }, (_, row) => row).filter(test).flatMap((row) => facts.packets.row(row) ?? [])
}

describe('the packets\' filter', () => {
  it('by connection, end, port and address', () => {
    expect(new Set(matching('c2').map(({ conn }) => conn))).toEqual(new Set(['c2']))
    expect(new Set(matching('from client and c1').map(({ from }) => from))).toEqual(new Set(['127.0.0.1:41234']))
    expect(new Set(matching('port 80').map(({ conn }) => conn))).toEqual(new Set(['c2']))
    expect(matching('host 127.0.0.1')).toHaveLength(facts.packets.count)
    expect(matching('to 127.0.0.1:80').every(({ from }) => from === '127.0.0.1:41235')).toBe(true)
  })
  it('by flags: all of those named, others may be set too', () => {
    const fins = matching('flags FIN')
    expect(fins.length).toBeGreaterThan(3)
    expect(fins.every(({ flags }) => flags === 'FIN,ACK')).toBe(true)
    expect(matching('SYN and not ACK').map(({ flags }) => flags)).toEqual(['SYN', 'SYN'])
  })
  it('by length, fate and time', () => {
    expect(matching('len > 0').every(({ len }) => len === 4)).toBe(true)
    expect(matching('lost').map(({ verdict }) => verdict)).toEqual(['dropped'])
    expect(matching('time < 0')).toEqual([])
    expect(matching('n <= 2')).toHaveLength(2)
  })
  it('by relative numbers as the table shows them: below the first they are negative', () => {
    const ghost = { type: 'packet', at: 1, n: 1, conn: 'c1', from: '127.0.0.1:41234', to: '127.0.0.1:12345', flags: 'ACK', seq: 1, ack: 2 ** 32 - 100_000, len: 0, win: 1, length: 66, caplen: 66, verdict: 'injected', rawSeq: 1, rawAck: 1 } as const
    const { packets, ...rest } = storeWith([ghost])
    const found = (text: string): boolean => {
      const parsed = parseFilter(text, PACKET_WORDS)
      if (!parsed.ok) throw new Error(parsed.error.code)
      return compileFilter(parsed.value, packetTerms({ packets, ...rest }), (row) => packets.conn(row))(0)
    }
    expect(['ack < 0', 'ack = -100000', 'ack > 0'].map(found)).toEqual([true, true, false])
  })
  it('by a state that either end was in at that instant', () => {
    const waiting = matching('c1 state TIME-WAIT')
    expect(waiting.length).toBeGreaterThan(1)
    expect(waiting.every(({ flags }) => flags === 'ACK' || flags === 'FIN,ACK')).toBe(true)
    expect(matching('c1 state SYN-SENT').map(({ flags }) => flags)).toEqual(['SYN', 'SYN,ACK'])
  })
})
