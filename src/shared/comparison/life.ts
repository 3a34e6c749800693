import type { Mark } from '../experiment/compare'
import { outcomeOf } from '../experiment/decide-session'
import { passes, segmentTest } from '../experiment/match'
import type { Observed, ObservedConnection, Stay } from '../experiment/observed'
import type { Evidence, PacketCaptured, TransitionObserved, Verdict } from '../model/events'
import { flagsFromText } from '../tcp/flags'
import { type End, ENDS, otherEnd, type TcpState } from '../tcp/state'

/** One connection to be compared: of this run, or of any recording that was observed. */
export interface ComparedSource {
  readonly title: string
  readonly observed: Observed
  /** Ordinal of the connection within what was observed, from 1. */
  readonly connection: number
  readonly mark: Mark
}

export interface LifeSpan {
  readonly state: TcpState
  readonly evidence: Evidence
  /** ns from the mark. `to`: null while it lasts. */
  readonly from: number
  readonly to: number | null
  readonly cause: TransitionObserved['cause']
}

export interface LifeSegment {
  readonly at: number
  readonly n: number
  readonly from: End
  readonly flags: string
  readonly len: number
  readonly verdict: Verdict
}

/** A connection's life with its zero at the mark: all instants in ns from there. */
export interface Life {
  readonly title: string
  /** Undefined when there is no such connection, or not yet. */
  readonly conn: string | undefined
  /** ns since its session's start; undefined when the mark has not come. Without it nothing can be set beside the others. */
  readonly zero: number | undefined
  readonly spans: Readonly<Record<End, readonly LifeSpan[]>>
  readonly segments: readonly LifeSegment[]
  /** The segment at the mark, when it is one. */
  readonly marked: LifeSegment | undefined
  readonly restarts: readonly { readonly at: number; readonly end: End }[]
  readonly errors: readonly { readonly at: number; readonly end: End; readonly call: string; readonly errno: string }[]
  /** Bytes that the end's program read. */
  readonly read: Readonly<Record<End, number>>
  /** Up to when it was watched. */
  readonly until: number
}

const NOTHING: Omit<Life, 'title' | 'conn' | 'zero'> = { spans: { client: [], server: [] }, segments: [], marked: undefined, restarts: [], errors: [], read: { client: 0, server: 0 }, until: 0 }

/** Errors that only say that a call would have to wait. */
const WAITING: ReadonlySet<string> = new Set(['EINPROGRESS'])

export function lifeOf({ title, observed, connection: ordinal, mark }: ComparedSource): Life {
  const connection = observed.connection(ordinal)
  if (connection === undefined) return { title, conn: undefined, zero: undefined, ...NOTHING }
  const { id: conn } = connection
  const senderOf = (packet: PacketCaptured): End => (packet.from === connection.endpoint('client') ? 'client' : 'server')
  const found = markOf(mark, connection, senderOf)
  if (found === undefined) return { title, conn, zero: undefined, ...NOTHING }
  const zero = found.at
  const segments = connection.packets.map((packet): LifeSegment =>
    ({ at: packet.at - zero, n: packet.n, from: senderOf(packet), flags: packet.flags, len: packet.len, verdict: packet.verdict }))
  return {
    title, conn, zero, segments, marked: found.packet === undefined ? undefined : segments.find(({ n }) => n === found.packet),
    spans: { client: connection.ends.client.stays.map((stay) => spanOf(stay, zero)), server: connection.ends.server.stays.map((stay) => spanOf(stay, zero)) },
    restarts: connection.timers.filter(({ timer, event }) => timer === 'time-wait' && event === 'restarted').map(({ at, end }) => ({ at: at - zero, end })),
    errors: connection.calls.flatMap((call) => {
      const errno = outcomeOf(call)
      return errno === null || call.end === null || WAITING.has(errno) ? [] : [{ at: call.at - zero, end: call.end, call: call.call, errno }]
    }),
    read: { client: bytesRead(connection, 'client'), server: bytesRead(connection, 'server') },
    until: observed.until - zero
  }
}

const spanOf = ({ state, evidence, from, to, entered }: Stay, zero: number): LifeSpan =>
  ({ state, evidence, from: from - zero, to: to === null ? null : to - zero, cause: entered.cause })

const bytesRead = ({ calls }: ObservedConnection, end: End): number =>
  calls.reduce((sum, call) => (call.end === end && (call.call === 'recv' || call.call === 'read') ? sum + Math.max(0, call.result) : sum), 0)

function markOf(mark: Mark, connection: ObservedConnection, senderOf: (packet: PacketCaptured) => End): { readonly at: number; readonly packet?: number } | undefined {
  if (mark === 'start') {
    const [first] = connection.packets
    if (first !== undefined) return { at: first.at }
    const begun = ENDS.flatMap((end) => connection.ends[end].stays[0]?.from ?? [])
    return begun.length === 0 ? undefined : { at: Math.min(...begun) }
  }
  if ('state' in mark) {
    const stay = connection.ends[mark.end].stays.filter(({ state }) => state === mark.state)[mark.nth - 1]
    return stay === undefined ? undefined : { at: stay.from }
  }
  const test = segmentTest(mark)
  const packet = connection.packets.filter((packet) =>
    senderOf(packet) === mark.from && passes(test, flagsFromText(packet.flags), packet.len) && (mark.verdict === undefined || packet.verdict === mark.verdict))[mark.nth - 1]
  return packet === undefined ? undefined : { at: packet.at, packet: packet.n }
}

/** The state of an end at an instant of its life; undefined before the first. */
export const stateAt = (life: Life, end: End, at: number): TcpState | undefined =>
  life.spans[end].find(({ from, to }) => from <= at && (to === null || at < to))?.state

/** What answered the marked segment: the next segment of the other end, which state that was in, and how long it took. */
export function answerTo(life: Life): { readonly state: TcpState | undefined; readonly segment: LifeSegment; readonly after: number } | undefined {
  const { marked } = life
  if (marked === undefined) return undefined
  const answerer = otherEnd(marked.from)
  const segment = life.segments.find(({ n, from, verdict }) => n > marked.n && from === answerer && verdict !== 'injected')
  return segment === undefined ? undefined : { state: stateAt(life, answerer, marked.at), segment, after: segment.at - marked.at }
}
