import type { ApiCalled, Evidence, PacketCaptured, SessionEvent, SessionHeader, TransitionObserved } from '../../src/shared/model/events'
import type { End, TcpState } from '../../src/shared/tcp/state'

/** Events of sessions as an engine tells them, made by hand: what the window is tried against without an engine. Instants in ms here, in ns in the events. */

const MS = 1e6
const WHEEL_MS = 1_100

export const header = (over: Partial<SessionHeader> = {}): SessionHeader => ({
  type: 'session', at: 0, startedAt: '2026-11-22T10:00:00.123456789Z', startedAtNs: '1795341600123456789', mode: 'sandbox', schema: 1, kernel: '6.18.44', hz: 250,
  source: 'libpcap', ...over
})

export interface ConnectionPlan {
  readonly id: string
  readonly startMs: number
  readonly first?: End
  readonly clientPort?: number
  readonly serverPort?: number
  readonly data?: boolean
  /** How long the second closer takes. @default 300 */
  readonly halfMs?: number
  /** Length of TIME-WAIT's timer. @default 60000 */
  readonly timeWaitMs?: number
  /** The last ACK is lost so often: the FIN comes again, and the timer begins anew. */
  readonly lost?: number
  /** Leaves the kernel's word out: only packets tell. */
  readonly packetsOnly?: boolean
  /** ms between samples of a TIME-WAIT. @default 200 */
  readonly sampleMs?: number
}

/** All events of one connection's life, in order. */
export function connectionEvents(plan: ConnectionPlan, firstPacket: number): SessionEvent[] {
  return new Life(plan, firstPacket).tell()
}

class Life {
  private readonly events: SessionEvent[] = []
  private readonly first: End
  private readonly second: End
  private readonly endpoints: Readonly<Record<End, string>>
  private readonly state: Record<End, TcpState> = { client: 'CLOSED', server: 'LISTEN' }
  private readonly seq: Record<End, number> = { client: 0, server: 0 }
  private readonly armings: number[] = []
  private n: number

  constructor(private readonly plan: ConnectionPlan, firstPacket: number) {
    this.n = firstPacket
    this.first = plan.first ?? 'client'
    this.second = this.first === 'client' ? 'server' : 'client'
    this.endpoints = { client: `127.0.0.1:${plan.clientPort ?? 41_234}`, server: `127.0.0.1:${plan.serverPort ?? 12_345}` }
  }

  tell(): SessionEvent[] {
    let t = this.open(this.plan.startMs)
    if (this.plan.data !== false) t = this.exchange(t)
    this.close(t)
    const order = [...this.events].sort((a, b) => a.at - b.at)
    return this.plan.packetsOnly === true ? order.filter(({ type }) => type === 'packet' || type === 'transition') : order
  }

  private open(t: number): number {
    this.call('client', t, 'socket', [], 3)
    this.call('client', t + 0.02, 'connect', [this.endpoints.server], 0, 0.09)
    this.move('client', t + 0.04, 'SYN-SENT', 'connect()', this.n)
    this.packet('client', t + 0.04, 'SYN')
    this.move('server', t + 0.06, 'SYN-RECEIVED', 'received SYN', this.n - 1)
    this.packet('server', t + 0.062, 'SYN,ACK')
    this.move('client', t + 0.07, 'ESTABLISHED', 'received SYN,ACK', this.n - 1, 'confirmed')
    this.packet('client', t + 0.078, 'ACK')
    this.move('server', t + 0.09, 'ESTABLISHED', 'received ACK of SYN', this.n - 1, 'confirmed')
    this.call('server', t + 0.15, 'accept', [this.endpoints.client], 5, 0.2)
    this.sample('client', t + 2, 4242)
    this.sample('server', t + 2, 4242)
    return t + 12
  }

  private exchange(t: number): number {
    this.call('client', t, 'send', ['ping'], 4)
    this.packet('client', t + 0.03, 'PSH,ACK', 4)
    this.packet('server', t + 0.04, 'ACK')
    this.call('server', t + 0.3, 'recv', [], 4)
    this.call('server', t + 2, 'send', ['pong'], 4)
    this.packet('server', t + 2.03, 'PSH,ACK', 4)
    this.packet('client', t + 2.04, 'ACK')
    this.call('client', t + 2.2, 'recv', [], 4)
    return t + 9
  }

  private close(t: number): void {
    const { first, second } = this
    const evidence: Evidence = 'confirmed'
    this.call(first, t, 'close', [3], 0)
    this.move(first, t + 0.02, 'FIN-WAIT-1', 'close()', this.n)
    this.packet(first, t + 0.03, 'FIN,ACK')
    this.move(second, t + 0.04, 'CLOSE-WAIT', 'received FIN', this.n - 1, evidence)
    this.call(second, t + 0.1, 'recv', [], 0)
    this.packet(second, t + 40.4, 'ACK')
    this.move(first, t + 40.41, 'FIN-WAIT-2', 'received ACK of FIN', this.n - 1, evidence)
    const fin = t + 40.4 + (this.plan.halfMs ?? 300)
    this.sample(second, fin - 60, 4242)
    this.call(second, fin, 'close', [5], 0)
    this.move(second, fin + 0.02, 'LAST-ACK', 'close()', this.n)
    this.packet(second, fin + 0.03, 'FIN,ACK')
    this.move(first, fin + 0.05, 'TIME-WAIT', 'received FIN', this.n - 1, evidence)
    const lost = this.plan.lost ?? 0
    this.packet(first, fin + 0.055, 'ACK', 0, lost > 0 ? 'dropped' : 'passed')
    this.timer(first, fin + 0.06, 'started')
    const armed = this.repeat(fin + 0.06, lost)
    this.move(second, armed + 0.02, 'CLOSED', 'received ACK of FIN', this.n - 1, 'inferred')
    this.wait(fin + 0.06, armed)
  }

  /** The FIN comes again until an ACK is let through. @returns when the timer was set last */
  private repeat(armed: number, lost: number): number {
    let last = armed
    for (let i = 0; i < lost; i++) {
      const at = armed + 206 * 2 ** i
      this.packet(this.second, at, 'FIN,ACK', 0, 'passed', true)
      this.packet(this.first, at + 0.03, 'ACK', 0, i < lost - 1 ? 'dropped' : 'passed')
      this.timer(this.first, at + 0.04, 'restarted')
      last = at + 0.04
    }
    return last
  }

  private wait(began: number, armed: number): void {
    const length = this.plan.timeWaitMs ?? 60_000
    const { first } = this
    const every = this.plan.sampleMs ?? 200
    for (let t = began + 10; t < armed + length; t += t < began + 1_000 ? 20 : every) {
      const left = (this.armings.findLast((at) => at <= t) ?? began) + length - t
      this.sample(first, t, null, Math.max(0, Math.round(left / 4) * 4))
    }
    this.timer(first, armed + length, 'overdue')
    this.sample(first, armed + length + 20, null, 0)
    this.timer(first, armed + length + WHEEL_MS, 'ended')
    this.move(first, armed + length + WHEEL_MS, 'CLOSED', 'timer', undefined, 'sampled')
  }

  private packet(from: End, t: number, flags: string, len = 0, verdict: PacketCaptured['verdict'] = 'passed', again = false): void {
    const to = from === 'client' ? 'server' : 'client'
    const seq = again ? this.seq[from] - 1 : this.seq[from]
    this.events.push({
      type: 'packet', at: Math.round(t * MS), n: this.n++, conn: this.plan.id, from: this.endpoints[from], to: this.endpoints[to], flags, seq,
      ack: flags === 'SYN' ? 0 : this.seq[to], len, win: 65_495, length: 66 + len, caplen: 66 + len, verdict, rawSeq: 1_000_000 + seq, rawAck: 2_000_000
    })
    if (!again) this.seq[from] += len + (flags.includes('SYN') || flags.includes('FIN') ? 1 : 0)
  }

  private move(end: End, t: number, to: TcpState, cause: TransitionObserved['cause'], packet?: number, evidence: Evidence = 'inferred'): void {
    const other = end === 'client' ? 'server' : 'client'
    this.events.push({
      type: 'transition', at: Math.round(t * MS), conn: this.plan.id, end, local: this.endpoints[end], remote: this.endpoints[other], from: this.state[end], to, evidence, cause,
      ...(packet === undefined ? {} : { packet })
    })
    this.state[end] = to
  }

  private sample(end: End, t: number, pid: number | null, remainingMs?: number): void {
    this.events.push({
      type: 'sample', at: Math.round(t * MS), conn: this.plan.id, end, state: remainingMs === undefined ? this.state[end] : 'TIME-WAIT',
      timer: remainingMs === undefined ? null : { kind: 'time-wait', remainingMs, retransmits: 0 }, cookie: `${end === 'client' ? 4108 : 8211}`,
      inode: pid === null ? 0 : end === 'client' ? 91_234 : 91_236, pid
    })
  }

  private timer(end: End, t: number, event: 'started' | 'restarted' | 'overdue' | 'ended'): void {
    if (event === 'started' || event === 'restarted') this.armings.push(t)
    this.events.push({
      type: 'timer', at: Math.round(t * MS), conn: this.plan.id, end, timer: 'time-wait', event, expectedMs: event === 'overdue' || event === 'ended' ? 0 : (this.plan.timeWaitMs ?? 60_000)
    })
  }

  private call(end: End, t: number, call: string, args: ApiCalled['args'], result: number, tookMs?: number): void {
    this.events.push({
      type: 'api', at: Math.round(t * MS), conn: this.plan.id, end, call, args, result, errno: null, ...(tookMs === undefined ? {} : { took: Math.round(tookMs * MS) })
    })
  }
}

/** Several connections in one stream, packets numbered in the order of their instants. */
export function merge(...streams: readonly (readonly SessionEvent[])[]): SessionEvent[] {
  const events = streams.flat().sort((a, b) => a.at - b.at)
  const numbers = new Map<string, number>()
  let n = 0
  for (const event of events) {
    if (event.type !== 'packet') continue
    numbers.set(`${event.conn} ${event.n}`, ++n)
    event.n = n
  }
  for (const event of events) {
    if (event.type !== 'transition' || event.packet === undefined) continue
    const number = numbers.get(`${event.conn} ${event.packet}`)
    if (number === undefined) delete event.packet
    else event.packet = number
  }
  return events
}

export const activeClose = (plan: Partial<ConnectionPlan> = {}): SessionEvent[] => merge(connectionEvents({ id: 'c1', startMs: 18, ...plan }, 1))

/** Many short connections of one client; ports may come again. */
export const many = (count: number, everyMs: number, plan: Partial<ConnectionPlan> = {}): SessionEvent[] =>
  merge(...Array.from({ length: count }, (_, i) => connectionEvents({
    id: `c${i + 1}`, startMs: 20 + i * everyMs, clientPort: 32_768 + (i % 28_000), halfMs: 20 + (i % 7) * 9, data: i % 3 === 0, sampleMs: 2_000, ...plan
  }, 1)))
