import { type End, TCP_STATES, type TcpState } from '../tcp/state'
import { EVIDENCE, type Evidence, type PacketCaptured, type SocketSampled, type StateSpan, type TransitionObserved } from './events'

/** Connections, and spans of states, that are made room for at a time. */
const ROW_BITS = 10
const ROWS = 1 << ROW_BITS
const SPAN_BITS = 12
const SPANS = 1 << SPAN_BITS
/** In place of a port: the text before it is all there is. */
const NO_PORT = 65_536
/** In place of an instant that has not come. */
const NEVER = Number.NaN

const STATE_NUMBERS: ReadonlyMap<TcpState, number> = new Map(TCP_STATES.map((state, number) => [state, number]))
const stateNumber = (state: TcpState): number => STATE_NUMBERS.get(state) ?? 0

/** Columns of so many connections. Of what each end has one of, the client's stands at 2i and the server's at 2i + 1. */
class RowChunk {
  readonly began = new Float64Array(ROWS)
  readonly touched = new Float64Array(ROWS)
  readonly packets = new Uint32Array(ROWS)
  readonly openingSeen = new Uint8Array(ROWS)
  /** An endpoint: number of its address's text, and its port. */
  readonly address = new Uint32Array(2 * ROWS)
  readonly port = new Uint32Array(2 * ROWS)
  /** Number of its latest span plus 1; 0 before the first. */
  readonly span = new Uint32Array(2 * ROWS)
  /** Its TIME-WAIT; `waits` 0 while it has none. */
  readonly waits = new Uint8Array(2 * ROWS)
  readonly waitFrom = new Float64Array(2 * ROWS)
  readonly waitTo = new Float64Array(2 * ROWS)
  readonly restarts = new Uint32Array(2 * ROWS)
  readonly waitEvidence = new Uint8Array(2 * ROWS)
}

/** Columns of so many spans, in the order in which they began. A span ends where its end's next one begins. */
class SpanChunk {
  readonly from = new Float64Array(SPANS)
  /** The same end's span before, plus 1; 0 for none. */
  readonly before = new Uint32Array(SPANS)
  readonly state = new Uint8Array(SPANS)
  readonly evidence = new Uint8Array(SPANS)
}

/** A TIME-WAIT as the `connection` event tells it. */
export interface PackedTimeWait {
  readonly end: End
  readonly from: number
  readonly to: number | null
  readonly restarts: number
  readonly evidence: Evidence
}

/**
 * The lives of a session's connections as rows of numbers, about 250 bytes for a short one: what `Timeline` keeps as objects for screens, for whoever only
 * has to tell it once. Both follow the same rules, and a test compares them. Connections are numbered from 0 on.
 */
export class PackedLives {
  private readonly rows: RowChunk[] = []
  private readonly spans: SpanChunk[] = []
  private rowCount = 0
  private spanCount = 0
  private readonly texts: string[] = []
  private readonly textNumbers = new Map<string, number>()

  /** A connection's first event. @returns its number */
  begin(at: number): number {
    const row = this.rowCount++
    if ((row & (ROWS - 1)) === 0) this.rows.push(new RowChunk())
    const chunk = this.rowsOf(row)
    const i = row & (ROWS - 1)
    chunk.began[i] = chunk.touched[i] = at
    return row
  }

  name(row: number, client: string, server: string): void {
    this.nameEnd(row, 0, client)
    this.nameEnd(row, 1, server)
  }

  onPacket(row: number, { at }: PacketCaptured): void {
    const { packets, touched } = this.rowsOf(row)
    const i = row & (ROWS - 1)
    packets[i] = (packets[i] ?? 0) + 1
    touched[i] = Math.max(touched[i] ?? at, at)
  }

  onTransition(row: number, { at, end, to, evidence, packet }: TransitionObserved): void {
    const chunk = this.rowsOf(row)
    const i = row & (ROWS - 1)
    chunk.touched[i] = Math.max(chunk.touched[i] ?? at, at)
    if (to === 'SYN-SENT' && end === 'client' && packet !== undefined) chunk.openingSeen[i] = 1
    const e = 2 * i + Number(end === 'server')
    const last = chunk.span[e] ?? 0
    this.leaveTimeWait(chunk, e, to, at)
    chunk.span[e] = this.addSpan(last, last === 0 ? at : Math.max(at, this.fromOf(last)), to, evidence)
    if (to !== 'TIME-WAIT') return
    chunk.waits[e] = 1
    chunk.waitFrom[e] = at
    chunk.waitTo[e] = NEVER
    chunk.restarts[e] = 0
    chunk.waitEvidence[e] = EVIDENCE.indexOf(evidence)
  }

  /** The kernel said that the end is in this state. */
  onSample(row: number, { end, state }: SocketSampled): void {
    const chunk = this.rowsOf(row)
    const e = 2 * (row & (ROWS - 1)) + Number(end === 'server')
    const last = chunk.span[e] ?? 0
    if (last === 0) return
    const spans = this.spansOf(last)
    const at = (last - 1) & (SPANS - 1)
    if (spans.state[at] !== stateNumber(state)) return
    if (spans.evidence[at] === EVIDENCE.indexOf('inferred')) spans.evidence[at] = EVIDENCE.indexOf('confirmed')
    if (chunk.waits[e] === 1 && state === 'TIME-WAIT') chunk.waitEvidence[e] = spans.evidence[at] ?? 0
  }

  /** The end's TIME-WAIT began anew. */
  onRestart(row: number, end: End): void {
    const { restarts, waits } = this.rowsOf(row)
    const e = 2 * (row & (ROWS - 1)) + Number(end === 'server')
    if (waits[e] === 1) restarts[e] = (restarts[e] ?? 0) + 1
  }

  /** First event, and last packet or transition, ns. */
  lasted(row: number): { readonly began: number; readonly touched: number } {
    const { began, touched } = this.rowsOf(row)
    const i = row & (ROWS - 1)
    return { began: began[i] ?? 0, touched: touched[i] ?? 0 }
  }

  packets(row: number): number {
    return this.rowsOf(row).packets[row & (ROWS - 1)] ?? 0
  }

  /** Its first SYN was captured. */
  openingSeen(row: number): boolean {
    return this.rowsOf(row).openingSeen[row & (ROWS - 1)] === 1
  }

  endpoint(row: number, end: End): string {
    const { address, port } = this.rowsOf(row)
    const e = 2 * (row & (ROWS - 1)) + Number(end === 'server')
    const text = this.texts[address[e] ?? 0] ?? ''
    return port[e] === NO_PORT ? text : `${text}:${port[e]}`
  }

  /** The state now; undefined before the first transition. */
  stateOf(row: number, end: End): TcpState | undefined {
    const last = this.rowsOf(row).span[2 * (row & (ROWS - 1)) + Number(end === 'server')] ?? 0
    return last === 0 ? undefined : TCP_STATES[this.spansOf(last).state[(last - 1) & (SPANS - 1)] ?? 0]
  }

  spansOfEnd(row: number, end: End): StateSpan[] {
    const found: StateSpan[] = []
    let to: number | null = null
    for (let span = this.rowsOf(row).span[2 * (row & (ROWS - 1)) + Number(end === 'server')] ?? 0; span > 0;) {
      const chunk = this.spansOf(span)
      const at = (span - 1) & (SPANS - 1)
      const from = chunk.from[at] ?? 0
      found.push({ state: TCP_STATES[chunk.state[at] ?? 0] ?? 'CLOSED', from, to, evidence: EVIDENCE[chunk.evidence[at] ?? 0] ?? 'inferred' })
      to = from
      span = chunk.before[at] ?? 0
    }
    return found.reverse()
  }

  /** The TIME-WAIT that began first. */
  timeWait(row: number): PackedTimeWait | null {
    const client = this.timeWaitOf(row, 'client')
    const server = this.timeWaitOf(row, 'server')
    if (client === null || server === null) return client ?? server
    return server.from < client.from ? server : client
  }

  private timeWaitOf(row: number, end: End): PackedTimeWait | null {
    const { waits, waitFrom, waitTo, restarts, waitEvidence } = this.rowsOf(row)
    const e = 2 * (row & (ROWS - 1)) + Number(end === 'server')
    if (waits[e] !== 1) return null
    const to = waitTo[e] ?? NEVER
    return { end, from: waitFrom[e] ?? 0, to: Number.isNaN(to) ? null : to, restarts: restarts[e] ?? 0, evidence: EVIDENCE[waitEvidence[e] ?? 0] ?? 'inferred' }
  }

  /** A TIME-WAIT ends in CLOSED. One that turned into anything else had been inferred wrongly: there was none. */
  private leaveTimeWait(chunk: RowChunk, e: number, next: TcpState, at: number): void {
    if (chunk.waits[e] !== 1 || !Number.isNaN(chunk.waitTo[e] ?? NEVER)) return
    if (next === 'CLOSED') chunk.waitTo[e] = Math.max(at, chunk.waitFrom[e] ?? at)
    else chunk.waits[e] = 0
  }

  private addSpan(before: number, from: number, state: TcpState, evidence: Evidence): number {
    const index = this.spanCount++
    const at = index & (SPANS - 1)
    if (at === 0) this.spans.push(new SpanChunk())
    const chunk = this.spansOf(index + 1)
    chunk.from[at] = from
    chunk.before[at] = before
    chunk.state[at] = stateNumber(state)
    chunk.evidence[at] = EVIDENCE.indexOf(evidence)
    return index + 1
  }

  private fromOf(span: number): number {
    return this.spansOf(span).from[(span - 1) & (SPANS - 1)] ?? 0
  }

  private nameEnd(row: number, which: 0 | 1, endpoint: string): void {
    const chunk = this.rowsOf(row)
    const e = 2 * (row & (ROWS - 1)) + which
    const colon = endpoint.lastIndexOf(':')
    const digits = endpoint.slice(colon + 1)
    const port = Number(digits)
    const isPort = colon >= 0 && port < NO_PORT && String(port) === digits
    chunk.address[e] = this.intern(isPort ? endpoint.slice(0, colon) : endpoint)
    chunk.port[e] = isPort ? port : NO_PORT
  }

  private intern(text: string): number {
    const known = this.textNumbers.get(text)
    if (known !== undefined) return known
    this.textNumbers.set(text, this.texts.push(text) - 1)
    return this.texts.length - 1
  }

  /** @throws when no connection has this number (a bug of the caller) */
  private rowsOf(row: number): RowChunk {
    const chunk = this.rows[row >>> ROW_BITS]
    if (chunk === undefined) throw new Error(`bug: connection ${row} of ${this.rowCount}`)
    return chunk
  }

  /** @param span its number plus 1 */
  private spansOf(span: number): SpanChunk {
    const chunk = this.spans[(span - 1) >>> SPAN_BITS]
    if (chunk === undefined) throw new Error(`bug: span ${span - 1} of ${this.spanCount}`)
    return chunk
  }
}
