import type { TimerRows, TransitionRows } from '../../../shared/batch/layout'
import type { AddressBook } from '../../../shared/model/address'
import { ConnectionSummaries } from '../../../shared/model/connection-summaries'
import type { RecordingRead, SessionEvent, SessionHeader } from '../../../shared/model/events'
import type { Segment } from '../../../shared/model/segment'
import { SUMMARY_CONNECTIONS, type FileSummary } from '../../../shared/ipc/file-summary'
import { packetEvent, type SegmentFate } from '../inference/packet-event'
import type { TrackedPacket } from '../inference/tracked-packet'
import type { RowTelling } from './row-telling'

/** A file of which nobody wants to hear but what it came to: the first connections are followed, the others counted. */
export class SummaryTelling implements RowTelling {
  private readonly summaries = new ConnectionSummaries()
  /** The numbers of the connections that are followed. In a recording all are followed: its journal may name any of them first. */
  private readonly followed = new Set<number>()
  private highest = 0
  private all = false
  private begun = 0
  private recording: RecordingRead | undefined

  begin(_header: SessionHeader, recorded: boolean): void {
    this.all = recorded
  }

  segment(segment: Segment, tracked: TrackedPacket, book: AddressBook, fate: SegmentFate | undefined): void {
    if (tracked.begins && this.begun++ < SUMMARY_CONNECTIONS) this.follow(tracked.number)
    if (this.isFollowed(tracked.number)) this.summaries.apply(packetEvent(segment, tracked, book, fate))
  }

  transitions({ conn }: TransitionRows, from: number, to: number, eventOf: (row: number) => SessionEvent): void {
    for (let row = from; row < to; row++) if (this.isFollowed(conn[row] ?? 0)) this.event(eventOf(row))
  }

  timer({ conn }: TimerRows, row: number, eventOf: (row: number) => SessionEvent): void {
    if (this.isFollowed(conn[row] ?? 0)) this.event(eventOf(row))
  }

  event(event: SessionEvent): void {
    if (event.type === 'recording') this.recording = event
    this.summaries.apply(event)
  }

  /** @param at the session's end, ns */
  summary(at: number): FileSummary {
    const connections = []
    for (const summary of this.summaries.summaries(at)) {
      if (connections.push(summary) === SUMMARY_CONNECTIONS) break
    }
    return { connections, count: this.all ? this.summaries.count : this.begun, ...(this.recording === undefined ? {} : { recording: this.recording }) }
  }

  private follow(number: number): void {
    this.followed.add(number)
    this.highest = Math.max(this.highest, number)
  }

  private isFollowed(number: number): boolean {
    return this.all || (number <= this.highest && this.followed.has(number))
  }
}
