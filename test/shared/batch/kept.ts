import { BatchIntake } from '../../../src/shared/batch/batch-intake'
import { BatchReader } from '../../../src/shared/batch/batch-reader'
import { EventScale } from '../../../src/shared/figures/event-scale'
import { ConnectionRows } from '../../../src/shared/model/connection-rows'
import type { SessionEvent } from '../../../src/shared/model/events'
import { PacketColumns } from '../../../src/shared/model/packet-columns'
import { Timeline } from '../../../src/shared/model/timeline'

/** What a window keeps of packets and connections: filled by events, or by batches. */
export class Kept {
  readonly timeline = new Timeline()
  readonly rows = new ConnectionRows()
  readonly packets = new PacketColumns()
  readonly instants = new EventScale()
  /** Everything else, as it came. */
  readonly others: SessionEvent[] = []

  apply(event: SessionEvent): void {
    const { timeline, rows, packets, instants } = this
    const known = (conn: string): ReturnType<typeof timeline.connections.get> => timeline.connections.get(conn)
    if (event.type === 'sample') rows.onSample(known(event.conn), event)
    timeline.apply(event)
    switch (event.type) {
      case 'packet':
        rows.onPacket(known(event.conn), event, packets.count)
        packets.push(event)
        return instants.add(event.at, true)
      case 'transition':
        rows.onTransition(known(event.conn), event)
        return instants.add(event.at, false)
      case 'timer':
        rows.onTimer(known(event.conn), event)
        return instants.add(event.at, false)
      case 'discrepancy': return rows.onDiscrepancy(known(event.conn), event)
      default: this.others.push(event)
    }
  }

  look(): this {
    this.rows.update(this.timeline.takeChanged())
    return this
  }

  /** All of it, to be compared. */
  facts(): object {
    const { timeline, rows, packets, instants, others } = this
    const { newestWaiting } = rows
    return {
      others, version: timeline.version,
      connections: [...timeline.connections.values()].map(({ id, client, server, began, touched, packets: count, ends, timeWait, closed, complete }) =>
        ({ id, client, server, began, touched, count, ends: { client: endOf(ends.client), server: endOf(ends.server) }, timeWait, closed, complete })),
      rows: rows.rows.map(({ index, connection, packets: own, restarts, overdue, discrepancies, seen, transitions, corrections }) =>
        ({ index, id: connection.id, own, restarts, overdue, discrepancies, seen, transitions, corrections })),
      waiting: [...rows.waiting].map(([key, { row, timeWait }]) => [key, row.index, timeWait]), newest: newestWaiting === undefined ? null : [newestWaiting.row.index, newestWaiting.timeWait.end],
      packets: Array.from({ length: packets.count }, (_, i) => packets.row(i)), instants: Array.from({ length: instants.count }, (_, i) => instants.instant(i))
    }
  }
}

const endOf = ({ spans, state, timeWait, sample }: { readonly spans: readonly object[]; readonly state: unknown; readonly timeWait: unknown; readonly sample: unknown }): object =>
  ({ spans: spans.map((span) => ({ ...span })), state, timeWait, sample })

export function keptByEvents(events: readonly SessionEvent[]): Kept {
  const kept = new Kept()
  for (const event of events) kept.apply(event)
  return kept.look()
}

/** @throws when one of them is no batch */
export function keptByBatches(batches: readonly Uint8Array[]): Kept {
  const kept = new Kept()
  const intake = new BatchIntake(kept)
  const reader = new BatchReader()
  for (const bytes of batches) {
    const batch = reader.read(bytes)
    if (!batch.ok) throw new Error(batch.error)
    intake.take(batch.value, (index) => kept.apply(JSON.parse(batch.value.lines[index] ?? '') as SessionEvent))
  }
  return kept.look()
}
