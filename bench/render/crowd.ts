import type { SessionEvent, SessionHeader } from '../../src/shared/model/events'
import type { End, TcpState } from '../../src/shared/tcp/state'

const MS = 1e6
/** ms a connection lives before its TIME-WAIT, and how long that lasts. */
const LIFE = { open: 0.4, close: 14, second: 16 } as const
export const TIME_WAIT_MS = 60_000

export const HEADER: SessionHeader = {
  type: 'session', at: 0, startedAt: '2026-11-22T10:00:00.123456789Z', startedAtNs: '1795341600123456789', mode: 'sandbox', schema: 1, kernel: '6.18.44', hz: 250, source: 'libpcap', id: 'bench'
}

/** What an engine tells of one short connection whose client closes first: 9 segments, 10 transitions, its timer, one sample of its TIME-WAIT. Packets are numbered from `n` on. */
export function shortConnection(number: number, startMs: number, n: number): readonly SessionEvent[] {
  const conn = `c${number}`
  const endpoints: Readonly<Record<End, string>> = { client: `127.0.0.1:${1024 + ((number * 7) % 64_000)}`, server: `127.0.0.1:${number % 3 === 0 ? 80 : 8080}` }
  const events: SessionEvent[] = []
  let next = n
  const packet = (from: End, ms: number, flags: string, len = 0): void => {
    events.push({
      type: 'packet', at: Math.round((startMs + ms) * MS), n: next++, conn, from: endpoints[from], to: endpoints[from === 'client' ? 'server' : 'client'], flags, seq: len === 0 ? 1 : 1 + len, ack: 1,
      len, win: 512, length: 66 + len, caplen: 66 + len, verdict: 'passed', rawSeq: 1_000_000 + number, rawAck: 2_000_000 + number
    })
  }
  const move = (end: End, ms: number, from: TcpState, to: TcpState): void => {
    events.push({
      type: 'transition', at: Math.round((startMs + ms) * MS), conn, end, local: endpoints[end], remote: endpoints[end === 'client' ? 'server' : 'client'], from, to, evidence: 'confirmed', cause: 'seen in the kernel',
      packet: next - 1
    })
  }
  packet('client', 0, 'SYN')
  move('client', 0, 'CLOSED', 'SYN-SENT')
  packet('server', 0.02, 'SYN,ACK')
  move('server', 0.02, 'LISTEN', 'SYN-RECEIVED')
  packet('client', LIFE.open, 'ACK')
  move('client', LIFE.open, 'SYN-SENT', 'ESTABLISHED')
  move('server', LIFE.open, 'SYN-RECEIVED', 'ESTABLISHED')
  packet('client', 2, 'PSH,ACK', 64)
  packet('server', 2.1, 'ACK')
  packet('client', LIFE.close, 'FIN,ACK')
  move('client', LIFE.close, 'ESTABLISHED', 'FIN-WAIT-1')
  move('server', LIFE.close + 0.01, 'ESTABLISHED', 'CLOSE-WAIT')
  packet('server', LIFE.close + 0.05, 'ACK')
  move('client', LIFE.close + 0.06, 'FIN-WAIT-1', 'FIN-WAIT-2')
  packet('server', LIFE.second, 'FIN,ACK')
  move('server', LIFE.second, 'CLOSE-WAIT', 'LAST-ACK')
  move('client', LIFE.second + 0.01, 'FIN-WAIT-2', 'TIME-WAIT')
  const armed = Math.round((startMs + LIFE.second + 0.01) * MS)
  events.push({ type: 'timer', at: armed, conn, end: 'client', timer: 'time-wait', event: 'started', expectedMs: TIME_WAIT_MS })
  packet('client', LIFE.second + 0.02, 'ACK')
  move('server', LIFE.second + 0.04, 'LAST-ACK', 'CLOSED')
  events.push({
    type: 'sample', at: armed + 20 * MS, conn, end: 'client', state: 'TIME-WAIT', timer: { kind: 'time-wait', remainingMs: TIME_WAIT_MS - 20, retransmits: 0 }, cookie: String(number), inode: 0, pid: null
  })
  return events
}

export const PACKETS_EACH = 9

/** Packets are numbered in the order in which they are told, as a capture numbers them. @param before so many came before these */
function renumbered(events: readonly SessionEvent[], before: number): readonly SessionEvent[] {
  const numbers = new Map<number, number>()
  for (const event of events) if (event.type === 'packet') numbers.set(event.n, before + numbers.size + 1)
  const now = (n: number): number => numbers.get(n) ?? n
  return events.map((event) => event.type === 'packet' ? { ...event, n: now(event.n) } : event.type === 'transition' && event.packet !== undefined ? { ...event, packet: now(event.packet) } : event)
}

/** A crowd of them, one every `everyMs`, in the order of their instants within each `chunk`. */
export function* crowd(count: number, everyMs: number, chunk = 200): Generator<SessionEvent> {
  for (let from = 0; from < count; from += chunk) {
    const events: SessionEvent[] = []
    for (let i = from; i < Math.min(count, from + chunk); i++) events.push(...shortConnection(i + 1, i * everyMs, i * PACKETS_EACH + 1))
    yield* renumbered(events.sort((a, b) => a.at - b.at), from * PACKETS_EACH)
  }
}

/** One long connection: `segments` of data and their acknowledgments in turn, a millisecond apart. */
export function* longConnection(segments: number): Generator<SessionEvent> {
  yield* shortConnection(1, 0, 1).filter(({ at }) => at <= LIFE.open * MS)
  for (let i = 0; i < segments; i++) {
    const [from, to] = i % 2 === 0 ? ['127.0.0.1:1031', '127.0.0.1:8080'] : ['127.0.0.1:8080', '127.0.0.1:1031']
    const [sent, len] = [1 + (i >> 1) * 64, i % 2 === 0 ? 64 : 0]
    yield {
      type: 'packet', at: (i + 2) * MS, n: i + 4, conn: 'c1', from, to, flags: len > 0 ? 'PSH,ACK' : 'ACK', seq: len > 0 ? sent : 1, ack: len > 0 ? 1 : sent + 64, len, win: 512,
      length: 66 + len, caplen: 66 + len, verdict: 'passed', rawSeq: 1_000_001 + sent, rawAck: 2_000_001
    }
  }
}
