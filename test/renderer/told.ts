import type { SessionEvent } from '../../src/shared/model/events'
import { Timeline } from '../../src/shared/model/timeline'
import { ConnectionRows } from '../../src/shared/model/connection-rows'
import { PacketColumns } from '../../src/shared/model/packet-columns'

/** The facts of a session after these events, without a store: what pure builders are tested with. */
export function storeWith(events: readonly SessionEvent[]): { readonly rows: ConnectionRows; readonly packets: PacketColumns; readonly latest: number } {
  const timeline = new Timeline()
  const rows = new ConnectionRows()
  const packets = new PacketColumns()
  for (const event of events) {
    if (event.type === 'sample') rows.onSample(timeline.connections.get(event.conn), event)
    timeline.apply(event)
    if (event.type === 'packet') {
      rows.onPacket(timeline.connections.get(event.conn), event, packets.count)
      packets.push(event)
    }
    if (event.type === 'timer') rows.onTimer(timeline.connections.get(event.conn), event)
    if (event.type === 'transition') rows.onTransition(timeline.connections.get(event.conn), event)
    if (event.type === 'discrepancy') rows.onDiscrepancy(timeline.connections.get(event.conn), event)
  }
  rows.update(timeline.takeChanged())
  return { rows, packets, latest: Math.max(0, ...events.map(({ at }) => at)) }
}
