import { type ConnectionRow } from '../../../shared/model/connection-rows'
import type { EventScale } from '../../../shared/figures/event-scale'
import type { PacketColumns } from '../../../shared/model/packet-columns'
import { useClockStore } from '../stores/clock'
import { useSelectionStore } from '../stores/selection'
import { useSessionStore } from '../stores/session'

/** Instants at which something happened to one connection, in order, each once. ns */
export function instantsOf(row: ConnectionRow, packets: PacketColumns): number[] {
  const instants = new Set<number>()
  for (const index of row.packets) instants.add(packets.instant(index))
  for (const { at } of row.transitions) instants.add(at)
  for (const { at } of row.restarts) instants.add(at)
  return [...instants].sort((a, b) => a - b)
}

/** The instant after (1) or before (-1) another; undefined at the end. */
export function neighbour(instants: readonly number[], from: number, direction: 1 | -1): number | undefined {
  return direction === 1 ? instants.find((at) => at > from) : instants.findLast((at) => at < from)
}

function neighbourIn(scale: EventScale, from: number, direction: 1 | -1): number | undefined {
  const after = scale.countUntil(from)
  const index = direction === 1 ? after : after - (scale.instant(after - 1) === from ? 2 : 1)
  const at = scale.instant(index)
  return Number.isNaN(at) ? undefined : at
}

export interface UseStepsReturn {
  /** Moves the time cursor event by event: within the selected connection, else through the whole session. */
  readonly stepEvent: (direction: 1 | -1) => void
  readonly stepConnection: (direction: 1 | -1) => void
}

export function useSteps(): UseStepsReturn {
  const session = useSessionStore()
  const selection = useSelectionStore()
  const clock = useClockStore()

  const stepEvent = (direction: 1 | -1): void => {
    const from = selection.cursor ?? (direction === 1 ? Number.NEGATIVE_INFINITY : clock.now)
    const row = selection.conn === null ? undefined : session.rows.get(selection.conn)
    const at = row === undefined ? neighbourIn(session.instants, from, direction) : neighbour(instantsOf(row, session.packets), from, direction)
    if (at === undefined) return
    const index = row?.packets.find((packet) => session.packets.instant(packet) === at)
    const packet = index === undefined ? undefined : session.packets.row(index)
    if (packet !== undefined) selection.selectPacket(packet.n)
    else selection.selectInstant(at)
  }
  const stepConnection = (direction: 1 | -1): void => {
    const { rows } = session.rows
    const current = selection.conn === null ? undefined : session.rows.get(selection.conn)?.index
    const next = rows[current === undefined ? (direction === 1 ? 0 : rows.length - 1) : current + direction]
    if (next !== undefined) selection.selectConnection(next.connection.id)
  }
  return { stepEvent, stepConnection }
}
