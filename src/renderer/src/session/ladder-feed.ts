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

/** A ladder of one connection that takes what has come since it was last looked at, and nothing twice; in a replay, what has happened up to its instant. */
export class LadderFeed {
  readonly ladder: Ladder
  private packets = 0
  private readonly notesRevised: number
  private readonly taken = new Map<readonly SessionEvent[], number>()
  /** In the order of their instants, of a replay: live they are taken as they come, and some are told late. */
  private readonly inOrder = new Map<readonly SessionEvent[], readonly SessionEvent[]>()
  private until = Number.NEGATIVE_INFINITY

  /** @param replayed the session is over and told again */
  constructor(readonly row: ConnectionRow, private readonly source: LadderSource, private readonly replayed = false) {
    this.ladder = new Ladder(row.connection.id, row.connection.client)
    this.notesRevised = source.facts.notesRevised
  }

  /**
   * It has to be begun anew: the ends were guessed from the first segment, and a transition named them otherwise since; a note was changed; or a replay begins, ends or goes back.
   * @param until instant of the replay, ns; null: there is none
   */
  outdated(until: number | null): boolean {
    return this.ladder.client !== this.row.connection.client || this.notesRevised !== this.source.facts.notesRevised || this.replayed !== (until !== null) || (until !== null && until < this.until)
  }

  /** @param until what came later has not happened yet, ns */
  update(until = Number.POSITIVE_INFINITY): void {
    const { row, source, ladder } = this
    this.until = until
    for (; this.packets < row.packets.length; this.packets++) {
      const packet = source.packets.row(row.packets[this.packets] ?? -1)
      if (packet !== undefined && packet.at > until) break
      if (packet !== undefined) ladder.addSegment(packet)
    }
    const { calls, faults, gaps, notes } = source.facts
    for (const list of [row.transitions, row.restarts, row.overdue, row.discrepancies, calls, faults, gaps, notes]) this.take(list, until)
    for (const end of ENDS) ladder.confirmFrom(end, row.connection.ends[end].spans)
  }

  private take(list: readonly SessionEvent[], until: number): void {
    const events = this.replayed ? this.sorted(list) : list
    let next = this.taken.get(list) ?? 0
    for (; next < events.length; next++) {
      const event = events[next]
      if (event === undefined) continue
      if (event.at > until) break
      this.ladder.apply(event)
    }
    this.taken.set(list, next)
  }

  /** A note that is written during a replay makes the list longer: it is put in order again. */
  private sorted(list: readonly SessionEvent[]): readonly SessionEvent[] {
    const known = this.inOrder.get(list)
    if (known?.length === list.length) return known
    const taken = known?.slice(0, this.taken.get(list) ?? 0) ?? []
    const rest = list.filter((event) => !taken.includes(event)).sort((a, b) => a.at - b.at)
    const events = [...taken, ...rest]
    this.inOrder.set(list, events)
    return events
  }
}
