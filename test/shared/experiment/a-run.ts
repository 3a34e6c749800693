import type {
  ApiCalled, Evidence, PacketCaptured, SessionEvent, SessionHeader, SocketSampled, StepReached, TransitionObserved
} from '../../../src/shared/model/events'
import { otherEnd } from '../../../src/shared/tcp/state'
import type { End, TcpState } from '../../../src/shared/tcp/state'

/** Events of a run, written down by hand. Instants in ms since the session's start. */
export const ns = (ms: number): number => Math.round(ms * 1e6)
const ENDPOINTS = { client: '127.0.0.1:40000', server: '127.0.0.1:12345' } as const

export const session = (more: Partial<SessionHeader> = {}): SessionHeader => ({
  type: 'session', at: 0, startedAt: '2026-11-22T10:00:00.000000000Z', startedAtNs: '1795341600000000000', mode: 'sandbox', schema: 1, kernel: '6.18.44', hz: 250, source: 'libpcap', ...more
})

export const packet = (ms: number, n: number, end: End, flags: string, more: Partial<PacketCaptured> = {}): PacketCaptured => ({
  type: 'packet', at: ns(ms), n, conn: 'c1', from: ENDPOINTS[end], to: ENDPOINTS[otherEnd(end)], flags, seq: 1, ack: 1, len: 0, win: 512, length: 66, caplen: 66, verdict: 'passed',
  rawSeq: 1001, rawAck: 5001, ...more
})

export const transition = (ms: number, end: End, from: TcpState, to: TcpState, more: Partial<TransitionObserved> = {}): TransitionObserved => ({
  type: 'transition', at: ns(ms), conn: 'c1', end, local: ENDPOINTS[end], remote: ENDPOINTS[otherEnd(end)], from, to, evidence: 'inferred', cause: 'sent FIN', ...more
})

export const sample = (ms: number, end: End, state: TcpState, more: Partial<SocketSampled> = {}): SocketSampled => ({
  type: 'sample', at: ns(ms), conn: 'c1', end, state, timer: null, cookie: '1000', inode: 0, pid: null, ...more
})

export const api = (ms: number, end: End, call: string, result: number, more: Partial<ApiCalled> = {}): ApiCalled => ({
  type: 'api', at: ns(ms), conn: 'c1', end, call, args: [], result, errno: null, ...more
})

export const step = (ms: number, id: string): StepReached => ({ type: 'step', at: ns(ms), id, title: id })

interface ARun {
  readonly first?: End
  /** ms TIME-WAIT lasts; null: it is still there when watching ends. */
  readonly lasts?: number | null
  /** Of TIME-WAIT. */
  readonly evidence?: Evidence
  readonly header?: Partial<SessionHeader>
}

/** A whole run of active-close: `ping`, `pong`, the close, TIME-WAIT from 400 ms on. */
export function aRun({ first = 'client', lasts = 61_204, evidence = 'confirmed', header = {} }: ARun = {}): SessionEvent[] {
  const second = otherEnd(first)
  return [
    session(header),
    packet(100, 1, 'client', 'SYN', { seq: 0, ack: 0 }),
    transition(100, 'client', 'CLOSED', 'SYN-SENT', { cause: 'sent SYN', packet: 1 }),
    transition(100.02, 'server', 'LISTEN', 'SYN-RECEIVED', { cause: 'received SYN', packet: 1 }),
    packet(100.05, 2, 'server', 'SYN,ACK', { seq: 0, ack: 1 }),
    transition(100.06, 'client', 'SYN-SENT', 'ESTABLISHED', { cause: 'received SYN,ACK', packet: 2 }),
    packet(100.1, 3, 'client', 'ACK'),
    transition(100.11, 'server', 'SYN-RECEIVED', 'ESTABLISHED', { cause: 'received ACK of SYN', packet: 3 }),
    api(100.2, 'client', 'connect', -1, { errno: 'EINPROGRESS', conn: null }),
    sample(101, 'client', 'ESTABLISHED'), sample(101, 'server', 'ESTABLISHED'),
    step(102, 'request'),
    api(102, 'client', 'send', 4), packet(102.05, 4, 'client', 'PSH,ACK', { len: 4 }), packet(102.06, 5, 'server', 'ACK', { ack: 5 }), api(102.1, 'server', 'recv', 4),
    step(103, 'reply'),
    api(103, 'server', 'send', 4), packet(103.05, 6, 'server', 'PSH,ACK', { len: 4, ack: 5 }), packet(103.06, 7, 'client', 'ACK', { seq: 5, ack: 5 }), api(103.1, 'client', 'recv', 4),
    step(104, 'first-close'),
    api(104, first, 'close', 0), packet(104.05, 8, first, 'FIN,ACK', { seq: 5, ack: 5 }),
    transition(104.05, first, 'ESTABLISHED', 'FIN-WAIT-1', { packet: 8 }), transition(104.06, second, 'ESTABLISHED', 'CLOSE-WAIT', { cause: 'received FIN', packet: 8 }),
    packet(145.2, 9, second, 'ACK', { seq: 5, ack: 6 }),
    transition(145.21, first, 'FIN-WAIT-1', 'FIN-WAIT-2', { cause: 'received ACK of FIN', packet: 9 }),
    sample(150, first, 'FIN-WAIT-2'), sample(150, second, 'CLOSE-WAIT'),
    step(399, 'second-close'),
    api(399.9, second, 'close', 0), packet(399.95, 10, second, 'FIN,ACK', { seq: 5, ack: 6 }),
    transition(399.95, second, 'CLOSE-WAIT', 'LAST-ACK', { packet: 10 }), transition(400, first, 'FIN-WAIT-2', 'TIME-WAIT', { cause: 'received FIN', packet: 10, evidence: evidence === 'sampled' ? 'sampled' : 'inferred' }),
    packet(400.02, 11, first, 'ACK', { seq: 6, ack: 6 }),
    transition(400.03, second, 'LAST-ACK', 'CLOSED', { cause: 'received ACK of FIN', packet: 11 }),
    ...(evidence === 'inferred' ? [] : [sample(401, first, 'TIME-WAIT', { timer: { kind: 'time-wait', remainingMs: 59_996, retransmits: 0 } })]),
    step(402, 'still-there'), step(1402, 'gone'),
    ...(lasts === null ? [{ type: 'counter', at: ns(30_000), name: 'TcpExtTW', delta: 1 } as const] : [transition(400 + lasts, first, 'TIME-WAIT', 'CLOSED', { cause: 'timer', evidence: 'sampled' })])
  ]
}
