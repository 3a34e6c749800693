import { NS_PER_MS, NS_PER_S } from '../../../shared/base/brand'
import type { ConnectionRow } from '../../../shared/model/connection-rows'
import type { TimelineEnd } from '../../../shared/model/timeline'
import { type End, ENDS, SS_NAMES } from '../../../shared/tcp/state'

/** Sockets told at most: more is no text that anybody reads. */
export const MOST_SOCKETS = 400

const COLUMNS = [11, 24, 24] as const
const line = (cells: readonly string[]): string => cells.map((cell, i) => cell.padEnd(COLUMNS[i] ?? 0)).join(' ').trimEnd()

/** Time that is left as ss writes it: `timer:(timewait,59sec,0)`, below a second `998ms`. */
const timeLeft = (ns: number): string => (ns >= NS_PER_S ? `${Math.floor(ns / NS_PER_S)}sec` : `${Math.max(0, Math.floor(ns / NS_PER_MS))}ms`)

/**
 * The sockets that there were at an instant, in the columns of `ss -tan` without the queues (which a recording does not hold for every instant).
 * @param lifeOf an end as it was then @param at ns since the session's start
 */
export function socketsAt(rows: Iterable<ConnectionRow>, lifeOf: (row: ConnectionRow, end: End) => TimelineEnd, at: number): string {
  const lines = [line(['State', 'Local Address:Port', 'Peer Address:Port'])]
  for (const row of rows) {
    for (const end of ENDS) {
      const { state, timeWait } = lifeOf(row, end)
      if (state === undefined || state === 'CLOSED') continue
      const { client, server } = row.connection
      const ends = state === 'TIME-WAIT' ? (timeWait?.expectedEnd ?? null) : null
      const left = ends === null ? '' : ` timer:(timewait,${timeLeft(ends - at)},0)`
      if (lines.length > MOST_SOCKETS) return [...lines, '…'].join('\n')
      lines.push(line([SS_NAMES[state], end === 'client' ? client : server, (end === 'client' ? server : client) + left]))
    }
  }
  return lines.join('\n')
}
