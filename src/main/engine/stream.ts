import type { Failure } from '../../shared/base/result'
import { ConnectionSummaries } from '../../shared/model/connection-summaries'
import { eventText } from '../../shared/model/event-text'
import type { AddressBook } from '../../shared/model/address'
import type { PacketCaptured, SessionEvent, SessionHeader, SessionResult } from '../../shared/model/events'
import type { Segment } from '../../shared/model/segment'
import type { TcpState } from '../../shared/tcp/state'
import type { ConnectionTracker } from './inference/connection-tracker'
import { packetEvent, type SegmentFate } from './inference/packet-event'
import type { TrackedPacket } from './inference/tracked-packet'
import type { Outbox } from './outbox'
import type { Recorder } from './recording/recorder'
import type { RowTelling } from './telling/row-telling'

const CLOSING_STATES: ReadonlySet<TcpState> = new Set<TcpState>(['FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSING', 'LAST-ACK', 'TIME-WAIT'])

/**
 * The one place every event of a session passes, in order: the summaries take it in, the recording keeps it, the shell gets it, waiting steps are told.
 * Packets are recorded with their bytes by whoever has them; here they are only counted and passed on.
 */
export class EventStream {
  readonly connections = new ConnectionSummaries()
  private readonly listeners = new Set<(event: SessionEvent) => void>()
  private recorder: Recorder | undefined
  private rows: RowTelling | undefined
  private captured = 0
  private gaps = 0
  private lost = 0
  private damaged = 0
  private closingEnds = 0
  private over = false

  /** @param outbox undefined: no shell hears of it, and no event is put into text for one */
  constructor(private readonly outbox: Pick<Outbox, 'push'> | undefined, private readonly onTrouble: (failure: Failure) => void) {}

  recordTo(recorder: Recorder | undefined): void {
    this.recorder = recorder
  }

  get recording(): Recorder | undefined {
    return this.recorder
  }

  /** From here on everything goes there: nobody else hears of it, and no `connection` event closes the stream. For a file, which is not recorded. */
  tellInRows(rows: RowTelling): void {
    this.rows = rows
  }

  /** @param recorded the file is a recording of ours */
  beginFile(header: SessionHeader, recorded: boolean): void {
    if (this.rows === undefined) this.emit(header)
    else this.rows.begin(header, recorded)
  }

  /** The result is the last event of a session (docs/events.md): what comes later is told to nobody. */
  emit(event: SessionEvent): void {
    if (this.over) return
    if (event.type === 'result') this.over = true
    if (event.type === 'gap') {
      this.gaps++
      if (event.reason === 'capture-drop') this.lost += event.packets
    } else if (event.type === 'damage') this.damaged++
    if (this.rows !== undefined) return this.rows.event(event)
    // A connection's summary follows from what is in the file already: it is told, not kept.
    const json = this.outbox === undefined && this.recorder === undefined ? '' : eventText(event)
    if (event.type !== 'connection') this.recorder?.event(event, json)
    this.tell(event, json)
  }

  emitPacket(event: PacketCaptured): void {
    this.captured++
    this.tell(event, this.outbox === undefined ? '' : eventText(event))
  }

  /** A packet of a file, as it was decoded and placed: an event is made of it only where events are read. */
  emitSegment(segment: Segment, tracked: TrackedPacket, book: AddressBook, fate: SegmentFate | undefined): void {
    if (this.rows === undefined) return this.emitPacket(packetEvent(segment, tracked, book, fate))
    this.captured++
    this.rows.segment(segment, tracked, book, fate)
  }

  /** What the tracker of a file has decided since: events are made of it only where events are read. */
  emitDecided(tracker: Pick<ConnectionTracker, 'take' | 'handTo'>): void {
    if (this.rows !== undefined) return tracker.handTo(this.rows)
    for (const event of tracker.take()) this.emit(event)
  }

  /** Writes what is waiting for the file. */
  sync(): void {
    const failure = this.recorder?.flush()
    if (failure) this.onTrouble(failure)
  }

  /** Every event from now on. @returns ends it */
  listen(listener: (event: SessionEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** What the session's result counts. */
  tally(): Pick<SessionResult, 'captured' | 'dropped' | 'gaps'> & { readonly damaged: number } {
    return { captured: this.captured, dropped: this.lost, gaps: this.gaps, damaged: this.damaged }
  }

  /** Ends that are on their way out: FIN-WAIT-1 to TIME-WAIT, and LAST-ACK. */
  get closing(): number {
    return this.closingEnds
  }

  private tell(event: SessionEvent, json: string): void {
    if (event.type === 'transition') this.closingEnds += Number(CLOSING_STATES.has(event.to)) - Number(CLOSING_STATES.has(event.from))
    this.connections.apply(event)
    this.outbox?.push(json)
    for (const listener of this.listeners) listener(event)
  }
}
