import { BatchWriter } from '../../src/shared/batch/batch-writer'
import { eventText } from '../../src/shared/model/event-text'
import type { PacketCaptured, SessionEvent, SessionHeader } from '../../src/shared/model/events'
import { flagsFromText } from '../../src/shared/tcp/flags'

/** Tells made events in columns, as an engine tells a file; each connection begins with its client's segment. */
export class BatchTeller {
  private readonly batch = new BatchWriter()
  private readonly named = new Map<string, { readonly number: number; readonly client: string }>()

  constructor(header: SessionHeader) {
    this.tell(header)
  }

  get full(): boolean {
    return this.batch.full
  }

  take(): Uint8Array {
    return this.batch.take()
  }

  tell(event: SessionEvent): void {
    if (event.type === 'packet') return this.packet(event)
    const known = event.type === 'transition' || event.type === 'timer' ? this.named.get(event.conn) : undefined
    if (event.type === 'transition' && known !== undefined) this.batch.transition(known.number, event)
    else if (event.type === 'timer' && known !== undefined) this.batch.timer(known.number, event.at, event.end, event.timer, event.event, event.expectedMs)
    else this.batch.push(eventText(event))
  }

  private packet(event: PacketCaptured): void {
    const { conn, from, to, n, at, len, length, win, verdict } = event
    let known = this.named.get(conn)
    if (known === undefined) {
      known = { number: this.batch.name(conn, from, to), client: from }
      this.named.set(conn, known)
    }
    const fromEnd = from === known.client ? 'client' : 'server'
    this.batch.packet(known.number, { n, at, flags: flagsFromText(event.flags), window: win, payloadLength: len, length }, { fromEnd, relativeSeq: event.seq, relativeAck: event.ack }, verdict)
  }
}
