import { type Cause, type Evidence, type TimerEvent, type Verdict, VERDICTS } from '../model/events'
import type { Segment } from '../model/segment'
import type { TimerKind } from '../model/socket-sample'
import type { End, TcpState } from '../tcp/state'
import {
  BatchMemory, batchBytes, headerOf, MOST_ROWS, MOST_RUNS, packetMarks, packetTable, RUN, timerMarks, timerTable, transitionMarks, transitionStates, transitionTable, type BatchCounts, type TimerRows, type TransitionRows
} from './layout'
import { NameBytes } from './name-bytes'
import { utf8Bytes } from './utf8'

/** UTF-16 units of lines after which a batch is full. A longer line still goes alone. */
const MANY_UNITS = 512 * 1024
/** Pieces of memory kept for what comes next: as many as are on their way at once. All of one size, which nearly every batch fits into: each then serves again. */
const MOST_SPARE = 32
const ROOM_BYTES = 1024 * 1024

/** Where a segment belongs, as the tracker answers it. */
export interface SegmentPlace {
  readonly fromEnd: End
  readonly relativeSeq: number
  readonly relativeAck: number
}

/** What is told of a segment. */
export interface PacketNumbers extends Pick<Segment, 'flags' | 'window' | 'payloadLength' | 'length'> {
  readonly n: number
  readonly at: number
}

/** What is told of a transition whose ends are the connection's as it was named. */
export interface TransitionRow {
  readonly at: number
  readonly end: End
  readonly from: TcpState
  readonly to: TcpState
  readonly evidence: Evidence
  readonly cause: Cause
  /** 0 is none. */
  readonly packet?: number
}

/** Gathers a stretch of the stream as a batch (layout.ts). One writer a session: it numbers the batches and the connections. */
export class BatchWriter {
  /** Events that wait. */
  count = 0
  /** Nothing more may be put in before it is taken. */
  full = false
  private readonly packets = packetTable(MOST_ROWS)
  private readonly transitions = transitionTable(MOST_ROWS)
  private readonly timers = timerTable(MOST_ROWS)
  private readonly runs = new Uint32Array(MOST_RUNS)
  private packetCount = 0
  private transitionCount = 0
  private timerCount = 0
  /** Runs that have ended, and the one that goes on. */
  private runCount = 0
  private kind = -1
  private length = 0
  private readonly names = new NameBytes()
  private lines: string[] = []
  private units = 0
  private number = 0
  private named = 0
  private readonly spare: ArrayBuffer[] = []

  /** Names a connection before its first row. @returns its number */
  name(conn: string, client: string, server: string): number {
    this.names.add(conn, client, server)
    return this.named++
  }

  /** The same of the connection `c` and this number, between these addresses and ports. */
  nameNumbered(number: number, client: string, clientPort: number, server: string, serverPort: number): number {
    this.names.addNumbered(number, client, clientPort, server, serverPort)
    return this.named++
  }

  packet(conn: number, { n, at, flags, window, payloadLength, length }: PacketNumbers, { fromEnd, relativeSeq, relativeAck }: SegmentPlace, verdict: Verdict): void {
    const { packets } = this
    const i = this.packetCount++
    if (i === MOST_ROWS - 1) this.full = true
    packets.at[i] = at
    packets.n[i] = n
    packets.conn[i] = conn
    packets.seq[i] = relativeSeq
    packets.ack[i] = relativeAck
    packets.len[i] = payloadLength
    packets.length[i] = length
    packets.win[i] = window
    packets.flags[i] = flags
    packets.marks[i] = packetMarks(fromEnd === 'server', verdict === 'passed' ? 0 : VERDICTS.indexOf(verdict))
    this.add(RUN.packets)
  }

  transition(conn: number, { at, end, from, to, evidence, cause, packet = 0 }: TransitionRow): void {
    const { transitions } = this
    const i = this.transitionCount++
    if (i === MOST_ROWS - 1) this.full = true
    transitions.at[i] = at
    transitions.conn[i] = conn
    transitions.packet[i] = packet
    transitions.states[i] = transitionStates(from, to)
    transitions.marks[i] = transitionMarks(end, evidence, cause)
    this.add(RUN.transitions)
  }

  /**
   * Transitions `from` to `to` of other rows, the last one not included, as far as there is room for them before this is taken.
   * @param above how much their connections' numbers are above those here
   * @returns how many were put in
   */
  transitionRows(rows: TransitionRows, from: number, to: number, above: number): number {
    const count = Math.min(to - from, MOST_ROWS - this.transitionCount)
    this.transitions.takeFrom(rows, from, count, this.transitionCount, above)
    this.transitionCount += count
    if (this.transitionCount === MOST_ROWS) this.full = true
    this.add(RUN.transitions, count)
    return count
  }

  timer(conn: number, at: number, end: End, timer: TimerKind, event: TimerEvent, expectedMs: number): void {
    this.addTimer(conn, at, expectedMs, timerMarks(end, event, timer))
  }

  /** One row of others. @param conn its connection's number here */
  timerRow(rows: TimerRows, row: number, conn: number): void {
    this.addTimer(conn, rows.at[row] ?? 0, rows.expectedMs[row] ?? 0, rows.marks[row] ?? 0)
  }

  /** @param line an event that is no row, as JSON */
  push(line: string): void {
    this.lines.push(line)
    this.units += line.length + 1
    if (this.units >= MANY_UNITS) this.full = true
    this.add(RUN.lines)
  }

  /** What has been gathered; the caller's, until it gives it back. Nothing is left here. */
  take(): Uint8Array {
    this.endRun()
    const names = this.names.text
    const lines = utf8Bytes(this.lines.join('\n'))
    const counts: BatchCounts = {
      number: this.number++, packets: this.packetCount, transitions: this.transitionCount, timers: this.timerCount, runs: this.runCount, named: this.names.count,
      names: names.length, lines: lines.length
    }
    const size = batchBytes(counts)
    const buffer = this.roomFor(size)
    const memory = new BatchMemory(buffer, 0, counts)
    memory.header.set(headerOf(counts))
    memory.packets.take(this.packets, counts.packets)
    memory.transitions.take(this.transitions, counts.transitions)
    memory.timers.take(this.timers, counts.timers)
    memory.runs.set(this.runs.subarray(0, counts.runs))
    memory.names.set(names)
    memory.lines.set(lines)
    this.packetCount = this.transitionCount = this.timerCount = this.runCount = this.units = this.count = 0
    this.full = false
    this.names.clear()
    if (this.lines.length > 0) this.lines = []
    return new Uint8Array(buffer, 0, size)
  }

  /** What was taken is not needed any more: its memory serves again. */
  giveBack(taken: Uint8Array): void {
    if (this.spare.length < MOST_SPARE && taken.buffer instanceof ArrayBuffer) this.spare.push(taken.buffer)
  }

  private addTimer(conn: number, at: number, expectedMs: number, marks: number): void {
    const { timers } = this
    const i = this.timerCount++
    if (i === MOST_ROWS - 1) this.full = true
    timers.at[i] = at
    timers.conn[i] = conn
    timers.expectedMs[i] = expectedMs
    timers.marks[i] = marks
    this.add(RUN.timers)
  }

  private add(kind: number, count = 1): void {
    this.count += count
    if (kind !== this.kind) {
      this.endRun()
      this.kind = kind
    }
    this.length += count
  }

  private endRun(): void {
    if (this.length > 0) this.runs[this.runCount++] = this.length * 4 + this.kind
    if (this.runCount >= MOST_RUNS - 2) this.full = true
    this.length = 0
    this.kind = -1
  }

  private roomFor(size: number): ArrayBuffer {
    const spare = this.spare.pop()
    return spare !== undefined && spare.byteLength >= size ? spare : new ArrayBuffer(Math.max(size, ROOM_BYTES))
  }
}
