import type { BatchWriter } from '../../../shared/batch/batch-writer'
import type { TimerRows, TransitionRows } from '../../../shared/batch/layout'
import type { AddressBook } from '../../../shared/model/address'
import { eventText, isPlain } from '../../../shared/model/event-text'
import type { SessionEvent, SessionHeader, TimerChanged, TransitionObserved } from '../../../shared/model/events'
import type { Segment } from '../../../shared/model/segment'
import type { End } from '../../../shared/tcp/state'
import { packetEvent, type SegmentFate } from '../inference/packet-event'
import type { TrackedPacket } from '../inference/tracked-packet'
import type { Outbox } from '../outbox'
import { ConnectionNumbers, numberIn } from './connection-numbers'
import type { RowTelling } from './row-telling'

/** Beyond it a number is no row's. */
const MOST = 0xffff_ffff

/**
 * A file told in columns, for a window. Whatever is no row is told as a line in its place: rare events, and of a recording what no session of ours would say, such as
 * a connection whose ends change. A window judges an experiment event by event: its recording is told in lines altogether.
 */
export class ColumnTelling implements RowTelling {
  /** Of the connections that were named: their numbers in the batches. */
  private readonly numbers = new ConnectionNumbers()
  /** Of a recording: how they were named. Elsewhere the tracker names them, always alike. */
  private names: { readonly client: string; readonly server: string }[] | undefined
  private allLines = false

  constructor(private readonly outbox: Pick<Outbox, 'push' | 'added'>, private readonly batch: Pick<BatchWriter, 'name' | 'nameNumbered' | 'packet' | 'transition' | 'transitionRows' | 'timer' | 'timerRow' | 'count' | 'full'>) {}

  begin(header: SessionHeader, recorded: boolean): void {
    this.allLines = header.experiment !== undefined
    if (recorded) this.names = []
    this.line(header)
  }

  segment(segment: Segment, tracked: TrackedPacket, book: AddressBook, fate: SegmentFate | undefined): void {
    const row = fate?.fault !== undefined || this.allLines ? -1 : this.rowOfSegment(segment, tracked, book)
    if (row < 0) return this.line(packetEvent(segment, tracked, book, fate))
    this.batch.packet(row, segment, tracked, fate?.verdict ?? 'passed')
    this.added()
  }

  transitions(rows: TransitionRows, from: number, to: number, eventOf: (row: number) => SessionEvent): void {
    for (let at = from; at < to;) {
      const inTurn = this.numbers.inTurnUntil(rows.conn, at, to)
      const connection = rows.conn[at] ?? 0
      const known = inTurn > at ? connection - 1 : this.numbers.get(connection)
      const isFirst = this.batch.count === 0
      if (known < 0) this.event(eventOf(at++))
      else {
        at += this.batch.transitionRows(rows, at, Math.max(inTurn, at + 1), connection - known)
        if (isFirst || this.batch.full) this.outbox.added()
      }
    }
  }

  timer(rows: TimerRows, row: number, eventOf: (row: number) => SessionEvent): void {
    const known = this.allLines ? -1 : this.numbers.get(rows.conn[row] ?? 0)
    if (known < 0) return this.line(eventOf(row))
    this.batch.timerRow(rows, row, known)
    this.added()
  }

  event(event: SessionEvent): void {
    if (this.allLines) return this.line(event)
    switch (event.type) {
      case 'transition': return this.transition(event)
      case 'timer': return this.timerEvent(event)
      default: return this.line(event)
    }
  }

  private transition(event: TransitionObserved): void {
    const { conn, end, local, remote, packet } = event
    const row = packet === 0 || (packet !== undefined && packet > MOST) ? -1 : this.named(conn, numberIn(conn), end === 'client' ? local : remote, end === 'client' ? remote : local)
    if (row < 0) return this.line(event)
    this.batch.transition(row, event)
    this.added()
  }

  private timerEvent(told: TimerChanged): void {
    const { conn, at, end, timer, event, expectedMs } = told
    const row = expectedMs > MOST ? -1 : this.numbers.get(numberIn(conn))
    if (row < 0) return this.line(told)
    this.batch.timer(row, at, end, timer, event, expectedMs)
    this.added()
  }

  private line(event: SessionEvent): void {
    this.outbox.push(eventText(event))
  }

  /** Only the first of many is something to be sent, or the last that has room. */
  private added(): void {
    if (this.batch.full || this.batch.count === 1) this.outbox.added()
  }

  private rowOfSegment(segment: Segment, tracked: TrackedPacket, book: AddressBook): number {
    const { number, fromEnd } = tracked
    if (this.names === undefined) {
      const known = this.numbers.get(number)
      return known >= 0 ? known : this.numbered(segment, number, fromEnd, book)
    }
    const from = book.endpoint(segment.source, segment.sourcePort)
    const to = book.endpoint(segment.destination, segment.destinationPort)
    return fromEnd === 'client' ? this.named(tracked.connection, number, from, to) : this.named(tracked.connection, number, to, from)
  }

  /** A connection that the tracker has named. */
  private numbered({ source, sourcePort, destination, destinationPort }: Segment, number: number, fromEnd: End, book: AddressBook): number {
    if (!this.numbers.set(number, this.numbers.count)) return -1
    const [from, to] = [book.text(source), book.text(destination)]
    return fromEnd === 'client' ? this.batch.nameNumbered(number, from, sourcePort, to, destinationPort) : this.batch.nameNumbered(number, to, destinationPort, from, sourcePort)
  }

  /** @returns -1 when it has another name already, or can have none */
  private named(conn: string, number: number, client: string, server: string): number {
    const known = this.numbers.get(number)
    if (known >= 0) {
      const name = this.names?.[known]
      return name === undefined || (name.client === client && name.server === server) ? known : -1
    }
    if (this.names !== undefined && !(isPlain(client) && isPlain(server))) return -1
    if (!this.numbers.set(number, this.numbers.count)) return -1
    this.names?.push({ client, server })
    return this.batch.name(conn, client, server)
  }
}
