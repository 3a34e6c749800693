import { ConnectionRows } from '../model/connection-rows'
import type { GapSeen, SessionEvent } from '../model/events'
import { PacketColumns } from '../model/packet-columns'
import { Timeline } from '../model/timeline'
import type { Happening } from './event-flags'
import { EventScale } from './event-scale'
import { Notes } from '../model/notes'

/** Kinds of events that get room on the event scale. */
const HAPPENINGS: ReadonlySet<SessionEvent['type']> = new Set<SessionEvent['type']>(['packet', 'transition', 'timer'])

/** A session as its lifecycle chart needs it, for a picture that stands still. Bounded like the window's: columns for packets, rows for connections. */
export class LifecycleStory {
  readonly timeline = new Timeline()
  readonly rows = new ConnectionRows()
  readonly packets = new PacketColumns()
  readonly instants = new EventScale()
  readonly happenings: Happening[] = []
  readonly gaps: GapSeen[] = []
  private readonly notes = new Notes()
  /** The experiment's names for the first, second … connection. */
  names: readonly string[] = []
  /** ns: the last instant told. */
  latest = 0

  take(event: SessionEvent): void {
    const { timeline, rows } = this
    const known = (conn: string): ReturnType<typeof timeline.connections.get> => timeline.connections.get(conn)
    if (event.type === 'sample') rows.onSample(known(event.conn), event)
    timeline.apply(event)
    if (event.at > this.latest) this.latest = event.at
    if (HAPPENINGS.has(event.type)) this.instants.add(event.at, event.type === 'packet')
    switch (event.type) {
      case 'session': this.names = event.connections ?? []; return
      case 'packet':
        rows.onPacket(known(event.conn), event, this.packets.count)
        return this.packets.push(event)
      case 'timer': return rows.onTimer(known(event.conn), event)
      case 'transition': return rows.onTransition(known(event.conn), event)
      case 'discrepancy': return rows.onDiscrepancy(known(event.conn), event)
      case 'gap': this.gaps.push(event); return
      case 'step': this.happenings.push({ kind: 'step', at: event.at, text: event.title }); return
      case 'note': return this.notes.apply(event)
      case 'fault': if (event.action !== 'sysctl') this.happenings.push({ kind: 'fault', at: event.at, text: event.detail })
        return
      default: return
    }
  }

  /** After the last event. */
  finish(): this {
    this.rows.update(this.timeline.takeChanged())
    for (const { at, text } of this.notes.list()) this.happenings.push({ kind: 'note', at, text })
    return this
  }
}

/** What a picture of it needs: a window has the same, kept in another way. */
export type LifecycleFacts = Pick<LifecycleStory, 'rows' | 'packets' | 'instants' | 'happenings' | 'gaps' | 'names' | 'latest'>
