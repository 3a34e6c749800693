import { countWhile } from '../base/count-while'
import { isFromServer, verdictNumber, type PacketRows } from '../batch/layout'
import { type PacketCaptured, type Verdict, VERDICTS } from './events'
import { flagsFromText, flagsText } from '../tcp/flags'

/** One packet as the tables show it. `index` is its row, from 0. */
export interface PacketRow {
  readonly index: number
  readonly n: number
  readonly at: number
  readonly conn: string
  readonly from: string
  readonly to: string
  readonly flags: string
  readonly seq: number
  readonly ack: number
  readonly len: number
  readonly win: number
  readonly length: number
  readonly verdict: Verdict
  /** Name of the fault that met it. */
  readonly fault?: string
}

/** A connection's name and its ends', as numbers of the columns' own. */
export interface PacketNames {
  readonly conn: number
  readonly client: number
  readonly server: number
}

const FIRST_CAPACITY = 1024

/** All packets of a session, a typed column for each field (about 60 bytes a packet): a row object exists only while a row is on the screen. */
export class PacketColumns {
  private capacity = FIRST_CAPACITY
  private size = 0
  private at = new Float64Array(this.capacity)
  private numbers = new Uint32Array(this.capacity)
  private conns = new Uint32Array(this.capacity)
  private from = new Uint32Array(this.capacity)
  private to = new Uint32Array(this.capacity)
  private flags = new Uint8Array(this.capacity)
  private seq = new Uint32Array(this.capacity)
  private ack = new Uint32Array(this.capacity)
  private len = new Uint32Array(this.capacity)
  private win = new Uint32Array(this.capacity)
  private length = new Uint32Array(this.capacity)
  private verdict = new Uint8Array(this.capacity)
  /** Of the few that a fault met, by row. */
  private readonly faults = new Map<number, string>()
  private readonly texts: string[] = []
  private readonly ids = new Map<string, number>()

  get count(): number {
    return this.size
  }

  push(packet: PacketCaptured): void {
    if (this.size === this.capacity) this.grow()
    const i = this.size++
    this.at[i] = packet.at
    this.numbers[i] = packet.n
    this.conns[i] = this.intern(packet.conn)
    this.from[i] = this.intern(packet.from)
    this.to[i] = this.intern(packet.to)
    this.flags[i] = flagsFromText(packet.flags)
    this.seq[i] = packet.seq
    this.ack[i] = packet.ack
    this.len[i] = packet.len
    this.win[i] = packet.win
    this.length[i] = packet.length
    this.verdict[i] = VERDICTS.indexOf(packet.verdict)
    if (packet.fault !== undefined) this.faults.set(i, packet.fault)
  }

  /**
   * Packets that came as rows of numbers: row `from` to `to`, the last one not included.
   * @param names of each connection by its number there, as `nameOf` gave them
   */
  take(rows: PacketRows, from: number, to: number, names: readonly PacketNames[]): void {
    for (let row = from; row < to; row++) {
      const name = names[rows.conn[row] ?? 0]
      if (name === undefined) continue
      if (this.size === this.capacity) this.grow()
      const i = this.size++
      const marks = rows.marks[row] ?? 0
      const fromServer = isFromServer(marks)
      this.at[i] = rows.at[row] ?? 0
      this.numbers[i] = rows.n[row] ?? 0
      this.conns[i] = name.conn
      this.from[i] = fromServer ? name.server : name.client
      this.to[i] = fromServer ? name.client : name.server
      this.flags[i] = rows.flags[row] ?? 0
      this.seq[i] = rows.seq[row] ?? 0
      this.ack[i] = rows.ack[row] ?? 0
      this.len[i] = rows.len[row] ?? 0
      this.win[i] = rows.win[row] ?? 0
      this.length[i] = rows.length[row] ?? 0
      this.verdict[i] = verdictNumber(marks)
    }
  }

  /** A connection's texts by the numbers they have here. */
  nameOf(conn: string, client: string, server: string): PacketNames {
    return { conn: this.intern(conn), client: this.intern(client), server: this.intern(server) }
  }

  /** @returns undefined past the end */
  row(index: number): PacketRow | undefined {
    if (index < 0 || index >= this.size) return undefined
    const fault = this.faults.get(index)
    return {
      index, n: this.numbers[index] ?? 0, at: this.at[index] ?? 0, conn: this.text(this.conns, index), from: this.text(this.from, index), to: this.text(this.to, index),
      flags: flagsText(this.flags[index] ?? 0), seq: this.seq[index] ?? 0, ack: this.ack[index] ?? 0, len: this.len[index] ?? 0, win: this.win[index] ?? 0,
      length: this.length[index] ?? 0, verdict: VERDICTS[this.verdict[index] ?? 0] ?? 'passed', ...(fault === undefined ? {} : { fault })
    }
  }

  /** Fields of a row without an object for it: for filters and orders, which look at every row. 0 and empty past the end. */
  number(index: number, field: 'n' | 'seq' | 'ack' | 'len' | 'win'): number {
    return (field === 'n' ? this.numbers : this[field])[index] ?? 0
  }

  flagBits(index: number): number {
    return this.flags[index] ?? 0
  }

  conn(index: number): string {
    return this.text(this.conns, index)
  }

  endpoint(index: number, of: 'from' | 'to'): string {
    return this.text(this[of], index)
  }

  verdictOf(index: number): Verdict {
    return VERDICTS[this.verdict[index] ?? 0] ?? 'passed'
  }

  /** ns; 0 past the end. */
  instant(index: number): number {
    return this.at[index] ?? 0
  }

  /** Rows at or before the instant, for rows in the order of their instants. */
  countUntil(at: number): number {
    return countWhile(this.size, (index) => (this.at[index] ?? 0) <= at)
  }

  /** Row of the packet with this number; numbers grow along the rows. @returns -1 when there is none */
  indexOf(n: number): number {
    const row = countWhile(this.size, (index) => (this.numbers[index] ?? 0) < n)
    return row < this.size && this.numbers[row] === n ? row : -1
  }

  private text(column: Uint32Array, index: number): string {
    return this.texts[column[index] ?? 0] ?? ''
  }

  private intern(text: string): number {
    let id = this.ids.get(text)
    if (id === undefined) {
      id = this.texts.length
      this.texts.push(text)
      this.ids.set(text, id)
    }
    return id
  }

  private grow(): void {
    this.capacity *= 2
    this.at = grown(this.at, new Float64Array(this.capacity))
    this.numbers = grown(this.numbers, new Uint32Array(this.capacity))
    this.conns = grown(this.conns, new Uint32Array(this.capacity))
    this.from = grown(this.from, new Uint32Array(this.capacity))
    this.to = grown(this.to, new Uint32Array(this.capacity))
    this.flags = grown(this.flags, new Uint8Array(this.capacity))
    this.seq = grown(this.seq, new Uint32Array(this.capacity))
    this.ack = grown(this.ack, new Uint32Array(this.capacity))
    this.len = grown(this.len, new Uint32Array(this.capacity))
    this.win = grown(this.win, new Uint32Array(this.capacity))
    this.length = grown(this.length, new Uint32Array(this.capacity))
    this.verdict = grown(this.verdict, new Uint8Array(this.capacity))
  }
}

function grown<T extends Float64Array | Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from)
  return to
}
