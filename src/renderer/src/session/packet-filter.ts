import { connectionTerm, flagTerm, isAt, numberTerm, type RowTest, type Terms } from '../../../shared/filter/compile'
import { seqShown } from '../../../shared/tcp/sequence'
import type { FilterValue, Vocabulary } from '../../../shared/filter/filter'
import { ENDS, type TcpState } from '../../../shared/tcp/state'
import type { ConnectionRows } from '../../../shared/model/connection-rows'
import type { PacketColumns } from '../../../shared/model/packet-columns'

/** The words of the packets' filter, in the order in which they are offered (docs/filter.md). */
export const PACKET_WORDS = {
  conn: 'connection', from: 'place', to: 'place', host: 'place', port: 'port', flags: 'flags', state: 'state', len: 'number', seq: 'number', ack: 'number', win: 'number', n: 'number', time: 'time',
  lost: 'nothing', held: 'nothing', injected: 'nothing'
} as const satisfies Vocabulary

export interface PacketFacts {
  readonly packets: PacketColumns
  readonly rows: ConnectionRows
}

const NONE: RowTest = () => false

/** Rows are those of `packets`; no object is made for a row that is only looked at. */
export function packetTerms({ packets, rows }: PacketFacts): Terms {
  const sender = (of: 'from' | 'to') => (value: FilterValue): RowTest => {
    if (value.takes !== 'place') return NONE
    const { end } = value
    return end === undefined ? (row) => isAt(packets.endpoint(row, of), value) : (row) => rows.get(packets.conn(row))?.connection[end] === packets.endpoint(row, of)
  }
  const either = (value: FilterValue): RowTest => {
    if (value.takes === 'port') return (row) => isAt(packets.endpoint(row, 'from'), value) || isAt(packets.endpoint(row, 'to'), value)
    const [from, to] = [sender('from')(value), sender('to')(value)]
    return (row) => from(row) || to(row)
  }
  return {
    conn: connectionTerm((row) => packets.conn(row)), from: sender('from'), to: sender('to'), host: either, port: either,
    flags: (value) => (value.takes === 'flags' ? (row) => (packets.flagBits(row) & value.bits) === value.bits : NONE),
    state: (value) => (value.takes === 'state' ? (row) => wasIn(rows, packets.conn(row), packets.instant(row), value.state) : NONE),
    len: numberTerm((row) => packets.number(row, 'len')), seq: numberTerm((row) => seqShown(packets.number(row, 'seq'))), ack: numberTerm((row) => seqShown(packets.number(row, 'ack'))),
    win: numberTerm((row) => packets.number(row, 'win')), n: numberTerm((row) => packets.number(row, 'n')), time: numberTerm((row) => packets.instant(row)),
    lost: flagTerm((row) => packets.verdictOf(row) === 'dropped'), held: flagTerm((row) => packets.verdictOf(row) === 'held'), injected: flagTerm((row) => packets.verdictOf(row) === 'injected')
  }
}

/** Whether either end was in the state at that instant, its first and last ones included. */
function wasIn(rows: ConnectionRows, conn: string, at: number, state: TcpState): boolean {
  const ends = rows.get(conn)?.connection.ends
  return ends !== undefined && ENDS.some((end) => ends[end].spans.some((span) => span.state === state && span.from <= at && at <= (span.to ?? Number.POSITIVE_INFINITY)))
}
