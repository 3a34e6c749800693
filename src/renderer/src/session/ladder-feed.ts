import { Ladder } from '../../../shared/figures/ladder/ladder'
import type { SessionEvent } from '../../../shared/model/events'
import type { ConnectionRow } from '../../../shared/model/connection-rows'
import type { PacketColumns } from '../../../shared/model/packet-columns'
import { ENDS } from '../../../shared/tcp/state'

/** What a session keeps of the events that a ladder is made of. */
export interface LadderSource {
  readonly packets: PacketColumns
  readonly facts: Readonly<Record<'calls' | 'faults' | 'gaps' | 'notes', readonly SessionEvent[]>> & { readonly notesRevised: number }
}

/** A ladder of one connection that takes what has come since it was last looked at, and nothing twice. */
export class LadderFeed {
  readonly ladder: Ladder
  private packets = 0
  private readonly notesRevised: number
  private readonly taken = new Map<readonly SessionEvent[], number>()

  constructor(readonly row: ConnectionRow, private readonly source: LadderSource) {
    this.ladder = new Ladder(row.connection.id, row.connection.client)
    this.notesRevised = source.facts.notesRevised
  }

  /** The ends were guessed from the first segment, and a transition named them otherwise since, or a note was changed: it has to be begun anew. */
  get outdated(): boolean {
    return this.ladder.client !== this.row.connection.client || this.notesRevised !== this.source.facts.notesRevised
  }

  update(): void {
    const { row, source, ladder } = this
    for (; this.packets < row.packets.length; this.packets++) {
      const packet = source.packets.row(row.packets[this.packets] ?? -1)
      if (packet !== undefined) ladder.addSegment(packet)
    }
    const { calls, faults, gaps, notes } = source.facts
    for (const list of [row.transitions, row.restarts, row.overdue, row.discrepancies, calls, faults, gaps, notes]) this.take(list)
    for (const end of ENDS) ladder.confirmFrom(end, row.connection.ends[end].spans)
  }

  private take(list: readonly SessionEvent[]): void {
    for (let i = this.taken.get(list) ?? 0; i < list.length; i++) {
      const event = list[i]
      if (event !== undefined) this.ladder.apply(event)
    }
    this.taken.set(list, list.length)
  }
}
