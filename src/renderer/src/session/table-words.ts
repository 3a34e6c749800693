import type { Vocabulary } from '../../../shared/filter/filter'
import type { TableId } from '../stores/tables'
import { PACKET_WORDS } from './packet-filter'

/** The words of each table's filter, in the order in which they are offered (docs/filter.md). */
export const TABLE_WORDS = {
  packets: PACKET_WORDS,
  sockets: {
    conn: 'connection', client: 'nothing', server: 'nothing', state: 'state', port: 'port', host: 'place', inferred: 'nothing', sampled: 'nothing', confirmed: 'nothing', pid: 'number', inode: 'number'
  },
  counters: { name: 'text', delta: 'number', time: 'time' },
  calls: { conn: 'connection', client: 'nothing', server: 'nothing', call: 'text', errno: 'text', failed: 'nothing', result: 'number', time: 'time' },
  interventions: { sysctl: 'nothing', program: 'nothing', fault: 'nothing', time: 'time' },
  notes: { n: 'number', time: 'time' }
} as const satisfies Readonly<Record<TableId, Vocabulary>>
