import { CAUSES, EVIDENCE, TIMER_EVENTS, type Cause, type Evidence, type TimerEvent } from '../model/events'
import { TIMER_KINDS, type TimerKind } from '../model/socket-sample'
import { stateNumber, TCP_STATES, type End, type TcpState } from '../tcp/state'

/**
 * How a stretch of the public stream is told in columns of numbers instead of JSON Lines: whoever keeps packets and transitions in columns takes them over as they are.
 *
 * A batch is one piece of memory. A header of HEADER_WORDS numbers of 32 bits: MAGIC, then how many of each (the fields of BatchCounts, in their order). Behind it the
 * columns, each from a multiple of 8 bytes on, in the order in which `Columns` cuts them; then two texts in UTF-8. The first names the connections that are new, in three
 * lines each: name, client, server. The second holds the events that are no rows, as JSON Lines. `runs` says in which order rows and lines follow each other.
 *
 * Numbers lie as the processor has them: both ends of a channel run on machines whose lowest byte comes first, and MAGIC, read otherwise, is none.
 */
export const MAGIC = 0x42_57_54_31
export const HEADER_WORDS = 10
const HEADER_BYTES = 4 * HEADER_WORDS

/** Rows of each kind, and runs, in a batch at most: two megabytes, and some milliseconds of work for whoever takes it. */
export const MOST_ROWS = 8_192
export const MOST_RUNS = 2 * MOST_ROWS
/** Bytes of each text at most. */
export const MOST_TEXT = 24 * 1024 * 1024

export interface BatchCounts {
  /** From 0 on, within a session. The first begins it. */
  readonly number: number
  readonly packets: number
  readonly transitions: number
  readonly timers: number
  readonly runs: number
  /** Connections named here. All so far are numbered in this order, from 0. */
  readonly named: number
  /** Bytes of the two texts. */
  readonly names: number
  readonly lines: number
}

/** What a run is of: rows of one of the tables, or lines. Its number is its length times 4, plus this. */
export const RUN = { packets: 0, transitions: 1, timers: 2, lines: 3 } as const

/** Packets, without what no screen shows: the numbers as they stood in the header, and how much of the frame was captured. */
export class PacketRows {
  /** ns since the session's start. */
  readonly at: Float64Array
  readonly n: Uint32Array
  /** Number of the connection. */
  readonly conn: Uint32Array
  readonly seq: Uint32Array
  readonly ack: Uint32Array
  readonly len: Uint32Array
  readonly length: Uint32Array
  readonly win: Uint16Array
  /** Control bits, see tcp/flags. */
  readonly flags: Uint8Array
  /** See packetMarks. */
  readonly marks: Uint8Array

  constructor(columns: Columns, readonly count: number) {
    this.at = columns.doubles(count)
    this.n = columns.words(count)
    this.conn = columns.words(count)
    this.seq = columns.words(count)
    this.ack = columns.words(count)
    this.len = columns.words(count)
    this.length = columns.words(count)
    this.win = columns.halves(count)
    this.flags = columns.bytes(count)
    this.marks = columns.bytes(count)
  }

  /** The first `count` rows of another table, into this one. */
  take(rows: PacketRows, count: number): void {
    this.at.set(rows.at.subarray(0, count))
    this.n.set(rows.n.subarray(0, count))
    this.conn.set(rows.conn.subarray(0, count))
    this.seq.set(rows.seq.subarray(0, count))
    this.ack.set(rows.ack.subarray(0, count))
    this.len.set(rows.len.subarray(0, count))
    this.length.set(rows.length.subarray(0, count))
    this.win.set(rows.win.subarray(0, count))
    this.flags.set(rows.flags.subarray(0, count))
    this.marks.set(rows.marks.subarray(0, count))
  }
}

/** Transitions whose `local` and `remote` are the connection's ends as they were named. */
export class TransitionRows {
  /** ns since the session's start. */
  readonly at: Float64Array
  readonly conn: Uint32Array
  /** Number of the packet that says so; 0 when there is none. */
  readonly packet: Uint32Array
  /** See transitionStates. */
  readonly states: Uint8Array
  /** See transitionMarks. */
  readonly marks: Uint8Array

  constructor(columns: Columns, readonly count: number) {
    this.at = columns.doubles(count)
    this.conn = columns.words(count)
    this.packet = columns.words(count)
    this.states = columns.bytes(count)
    this.marks = columns.bytes(count)
  }

  /** The first `count` rows of another table, into this one. */
  take(rows: TransitionRows, count: number): void {
    this.at.set(rows.at.subarray(0, count))
    this.conn.set(rows.conn.subarray(0, count))
    this.packet.set(rows.packet.subarray(0, count))
    this.states.set(rows.states.subarray(0, count))
    this.marks.set(rows.marks.subarray(0, count))
  }

  /** `count` rows of another table from `from` on, in here from `to` on. @param above how much their connections' numbers are above those here */
  takeFrom(rows: TransitionRows, from: number, count: number, to: number, above: number): void {
    const { at, conn, packet, states, marks } = rows
    // A view made of each column for a thousand rows would take longer than moving them.
    for (let row = from, i = to; row < from + count; row++, i++) {
      this.at[i] = at[row] ?? 0
      this.conn[i] = (conn[row] ?? 0) - above
      this.packet[i] = packet[row] ?? 0
      this.states[i] = states[row] ?? 0
      this.marks[i] = marks[row] ?? 0
    }
  }
}

/** Changes of a connection's timers. */
export class TimerRows {
  /** ns since the session's start. */
  readonly at: Float64Array
  readonly conn: Uint32Array
  readonly expectedMs: Uint32Array
  /** See timerMarks. */
  readonly marks: Uint8Array

  constructor(columns: Columns, readonly count: number) {
    this.at = columns.doubles(count)
    this.conn = columns.words(count)
    this.expectedMs = columns.words(count)
    this.marks = columns.bytes(count)
  }

  /** The first `count` rows of another table, into this one. */
  take(rows: TimerRows, count: number): void {
    this.at.set(rows.at.subarray(0, count))
    this.conn.set(rows.conn.subarray(0, count))
    this.expectedMs.set(rows.expectedMs.subarray(0, count))
    this.marks.set(rows.marks.subarray(0, count))
  }
}

/** Cuts a piece of memory into columns, each from a multiple of 8 bytes on. */
export class Columns {
  /** Bytes cut so far. */
  used: number

  /** @param from a multiple of 8 */
  constructor(private readonly buffer: ArrayBufferLike, from: number) {
    this.used = from
  }

  doubles(count: number): Float64Array {
    return new Float64Array(this.buffer, this.cut(8 * count), count)
  }

  words(count: number): Uint32Array {
    return new Uint32Array(this.buffer, this.cut(4 * count), count)
  }

  halves(count: number): Uint16Array {
    return new Uint16Array(this.buffer, this.cut(2 * count), count)
  }

  bytes(count: number): Uint8Array {
    return new Uint8Array(this.buffer, this.cut(count), count)
  }

  private cut(bytes: number): number {
    const from = this.used
    this.used += padded(bytes)
    return from
  }
}

const padded = (bytes: number): number => (bytes + 7) & ~7
/** Widths of the columns above, in bytes. */
const PACKET_WIDTHS = [8, 4, 4, 4, 4, 4, 4, 2, 1, 1]
const TRANSITION_WIDTHS = [8, 4, 4, 1, 1]
const TIMER_WIDTHS = [8, 4, 4, 1]
function tableBytes(widths: readonly number[], count: number): number {
  let sum = 0
  for (const width of widths) sum += padded(width * count)
  return sum
}

export const packetTable = (count: number): PacketRows => new PacketRows(new Columns(new ArrayBuffer(tableBytes(PACKET_WIDTHS, count)), 0), count)
export const transitionTable = (count: number): TransitionRows => new TransitionRows(new Columns(new ArrayBuffer(tableBytes(TRANSITION_WIDTHS, count)), 0), count)
export const timerTable = (count: number): TimerRows => new TimerRows(new Columns(new ArrayBuffer(tableBytes(TIMER_WIDTHS, count)), 0), count)

/** Bytes of a whole batch. */
export const batchBytes = ({ packets, transitions, timers, runs, names, lines }: BatchCounts): number =>
  HEADER_BYTES + tableBytes(PACKET_WIDTHS, packets) + tableBytes(TRANSITION_WIDTHS, transitions) + tableBytes(TIMER_WIDTHS, timers) + padded(4 * runs) + padded(names) + padded(lines)

/** A batch's memory, cut as its counts say. */
export class BatchMemory {
  readonly header: Uint32Array
  readonly packets: PacketRows
  readonly transitions: TransitionRows
  readonly timers: TimerRows
  readonly runs: Uint32Array
  readonly names: Uint8Array
  readonly lines: Uint8Array

  /** @param from a multiple of 8, with batchBytes(counts) bytes behind it */
  constructor(buffer: ArrayBufferLike, from: number, counts: BatchCounts) {
    const columns = new Columns(buffer, from)
    this.header = columns.words(HEADER_WORDS)
    this.packets = new PacketRows(columns, counts.packets)
    this.transitions = new TransitionRows(columns, counts.transitions)
    this.timers = new TimerRows(columns, counts.timers)
    this.runs = columns.words(counts.runs)
    this.names = columns.bytes(counts.names)
    this.lines = columns.bytes(counts.lines)
  }
}

export const headerOf = ({ number, packets, transitions, timers, runs, named, names, lines }: BatchCounts): readonly number[] =>
  [MAGIC, number, packets, transitions, timers, runs, named, names, lines]

/** Bit 0: from the server; bits 1 and 2: the verdict's place among VERDICTS. */
export const packetMarks = (fromServer: boolean, verdict: number): number => Number(fromServer) | (verdict << 1)
export const isFromServer = (marks: number): boolean => (marks & 1) !== 0
export const verdictNumber = (marks: number): number => (marks >> 1) & 3

const CAUSE_NUMBERS: ReadonlyMap<Cause, number> = new Map(CAUSES.map((cause, number) => [cause, number]))

/** Bits 0 to 3: the state left, 4 to 7: the state entered, by their places among TCP_STATES. */
export const transitionStates = (from: TcpState, to: TcpState): number => stateNumber(from) | (stateNumber(to) << 4)
export const stateLeft = (states: number): TcpState => TCP_STATES[states & 15] ?? 'CLOSED'
export const stateEntered = (states: number): TcpState => TCP_STATES[states >> 4] ?? 'CLOSED'
/** Whether both are states. */
export const areStates = (states: number): boolean => (states & 15) < TCP_STATES.length && states >> 4 < TCP_STATES.length

/** Bit 0: the server's; bits 1 and 2: the evidence's place among EVIDENCE; bits 3 to 7: the cause's among CAUSES. */
export const transitionMarks = (end: End, evidence: Evidence, cause: Cause): number =>
  Number(end === 'server') | (EVIDENCE.indexOf(evidence) << 1) | ((CAUSE_NUMBERS.get(cause) ?? 0) << 3)
export const endOf = (marks: number): End => ((marks & 1) === 0 ? 'client' : 'server')
export const evidenceOf = (marks: number): Evidence => EVIDENCE[(marks >> 1) & 3] ?? 'inferred'
export const causeOf = (marks: number): Cause => CAUSES[marks >> 3] ?? 'timer'
/** Whether all three are what they may be. */
export const areMarks = (marks: number): boolean => ((marks >> 1) & 3) < EVIDENCE.length && marks >> 3 < CAUSES.length

/** Bit 0: the server's; bits 1 and 2: the event's place among TIMER_EVENTS; bits 3 to 7: the timer's among TIMER_KINDS. */
export const timerMarks = (end: End, event: TimerEvent, timer: TimerKind): number =>
  Number(end === 'server') | (TIMER_EVENTS.indexOf(event) << 1) | (TIMER_KINDS.indexOf(timer) << 3)
export const timerEventOf = (marks: number): TimerEvent => TIMER_EVENTS[(marks >> 1) & 3] ?? 'started'
export const timerOf = (marks: number): TimerKind => TIMER_KINDS[marks >> 3] ?? 'time-wait'
/** Whether it is a timer. */
export const isTimer = (marks: number): boolean => marks >> 3 < TIMER_KINDS.length
