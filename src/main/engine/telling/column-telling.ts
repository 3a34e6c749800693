import type { BatchWriter } from '../../../shared/batch/batch-writer'
import type { AddressBook } from '../../../shared/model/address'
import { eventText, isPlain } from '../../../shared/model/event-text'
import type { SessionEvent, SessionHeader, TimerChanged, TransitionObserved } from '../../../shared/model/events'
import type { Segment } from '../../../shared/model/segment'
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
  private readonly numbers = new ConnectionNumbers()
  /** Of a recording: how the connections were named. Elsewhere the tracker names them, always alike. */
  private names: { readonly client: string; readonly server: string }[] | undefined
  private allLines = false
  /** The connection met last. */
  private conn = ''
  private row = -1

  constructor(private readonly outbox: Pick<Outbox, 'push' | 'added'>, private readonly batch: Pick<BatchWriter, 'name' | 'packet' | 'transition' | 'timer'>) {}

  begin(header: SessionHeader, recorded: boolean): void {
    this.allLines = header.experiment !== undefined
    if (recorded) this.names = []
    this.event(header)
  }

  segment(segment: Segment, tracked: TrackedPacket, book: AddressBook, fate: SegmentFate | undefined): void {
    const row = fate?.fault !== undefined || this.allLines ? -1 : this.rowOfSegment(segment, tracked, book)
    if (row < 0) return this.outbox.push(eventText(packetEvent(segment, tracked, book, fate)))
    this.batch.packet(row, segment, tracked, fate?.verdict ?? 'passed')
    this.outbox.added()
  }

  event(event: SessionEvent): void {
    if (!this.tellRow(event)) return this.outbox.push(eventText(event))
    this.outbox.added()
  }

  /** @returns false when it is none */
  private tellRow(event: SessionEvent): boolean {
    if (this.allLines || (event.type !== 'transition' && event.type !== 'timer')) return false
    const row = event.type === 'transition' ? this.rowOfTransition(event) : this.rowOfTimer(event)
    if (row < 0) return false
    if (event.type === 'transition') this.batch.transition(row, event)
    else this.batch.timer(row, event)
    return true
  }

  private rowOfSegment({ source, sourcePort, destination, destinationPort }: Segment, { connection, fromEnd }: TrackedPacket, book: AddressBook): number {
    if (connection === this.conn && this.names === undefined) return this.row
    const known = this.find(connection)
    if (known >= 0 && this.names === undefined) return known
    const from = book.endpoint(source, sourcePort)
    const to = book.endpoint(destination, destinationPort)
    return fromEnd === 'client' ? this.named(connection, from, to) : this.named(connection, to, from)
  }

  private rowOfTransition({ conn, end, local, remote, packet }: TransitionObserved): number {
    if (this.names === undefined) return conn === this.conn ? this.row : this.find(conn)
    if (packet === 0 || (packet !== undefined && packet > MOST)) return -1
    return end === 'client' ? this.named(conn, local, remote) : this.named(conn, remote, local)
  }

  private rowOfTimer({ conn, expectedMs }: TimerChanged): number {
    return expectedMs > MOST ? -1 : conn === this.conn ? this.row : this.find(conn)
  }

  private find(conn: string): number {
    const row = this.numbers.get(numberIn(conn))
    if (row >= 0) {
      this.conn = conn
      this.row = row
    }
    return row
  }

  /** @returns -1 when it has another name already, or can have none */
  private named(conn: string, client: string, server: string): number {
    const known = this.find(conn)
    if (known >= 0) {
      const name = this.names?.[known]
      return name === undefined || (name.client === client && name.server === server) ? known : -1
    }
    if (this.names !== undefined && !(isPlain(client) && isPlain(server))) return -1
    if (!this.numbers.set(numberIn(conn), this.numbers.count)) return -1
    this.names?.push({ client, server })
    return this.batch.name(conn, client, server)
  }
}
