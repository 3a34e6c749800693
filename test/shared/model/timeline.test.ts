import { describe, expect, it } from 'vitest'
import type { SessionEvent, TransitionObserved } from '../../../src/shared/model/events'
import { Timeline } from '../../../src/shared/model/timeline'
import type { End, TcpState } from '../../../src/shared/tcp/state'

const CLIENT = '127.0.0.1:41000'
const SERVER = '127.0.0.1:12345'

const moved = (at: number, end: End, from: TcpState, to: TcpState, more: Partial<TransitionObserved> = {}): TransitionObserved => ({
  type: 'transition', at, conn: 'c1', end, local: end === 'client' ? CLIENT : SERVER, remote: end === 'client' ? SERVER : CLIENT, from, to,
  evidence: 'inferred', cause: 'seen in the kernel', ...more
})
const packet = (at: number, n: number, from: string, to: string, flags: string): SessionEvent => ({
  type: 'packet', at, n, conn: 'c1', from, to, flags, seq: 0, ack: 0, len: 0, win: 0, length: 66, caplen: 66, verdict: 'passed', rawSeq: 0, rawAck: 0
})
const sample = (at: number, end: End, state: TcpState, remainingMs?: number): SessionEvent => ({
  type: 'sample', at, conn: 'c1', end, state, cookie: '1', inode: 0, pid: null,
  timer: remainingMs === undefined ? null : { kind: 'time-wait', remainingMs, retransmits: 0 }
})
const timer = (at: number, event: 'started' | 'restarted'): SessionEvent => ({
  type: 'timer', at, conn: 'c1', end: 'client', timer: 'time-wait', event, expectedMs: 60_000
})
const gap = (at: number, until: number): SessionEvent => ({ type: 'gap', at, until, reason: 'capture-drop', packets: 3 })

/** The client closes first, the server with it: FIN and ACK merged, so FIN-WAIT-2 has no length. */
const ACTIVE_CLOSE: readonly SessionEvent[] = [
  packet(10, 1, CLIENT, SERVER, 'SYN'),
  moved(10, 'client', 'CLOSED', 'SYN-SENT', { cause: 'sent SYN', packet: 1 }),
  moved(10, 'server', 'LISTEN', 'SYN-RECEIVED', { cause: 'received SYN', packet: 1 }),
  moved(20, 'client', 'SYN-SENT', 'ESTABLISHED'), moved(30, 'server', 'SYN-RECEIVED', 'ESTABLISHED'),
  moved(40, 'client', 'ESTABLISHED', 'FIN-WAIT-1'), moved(40, 'server', 'ESTABLISHED', 'CLOSE-WAIT'),
  moved(50, 'server', 'CLOSE-WAIT', 'LAST-ACK'), moved(50, 'client', 'FIN-WAIT-1', 'FIN-WAIT-2'), moved(50, 'client', 'FIN-WAIT-2', 'TIME-WAIT'),
  moved(60, 'server', 'LAST-ACK', 'CLOSED')
]

function timelineOf(events: readonly SessionEvent[]): Timeline {
  const timeline = new Timeline()
  for (const event of events) timeline.apply(event)
  return timeline
}
function only(timeline: Timeline) {
  const connection = timeline.connections.get('c1')
  if (connection === undefined) throw new Error('no connection c1')
  return connection
}

describe('spans', () => {
  it('touch each other, keep states of no length, and end in an open one', () => {
    const { client, server } = only(timelineOf(ACTIVE_CLOSE)).ends
    expect(client.spans).toEqual([
      { state: 'SYN-SENT', from: 10, to: 20, evidence: 'inferred' }, { state: 'ESTABLISHED', from: 20, to: 40, evidence: 'inferred' },
      { state: 'FIN-WAIT-1', from: 40, to: 50, evidence: 'inferred' }, { state: 'FIN-WAIT-2', from: 50, to: 50, evidence: 'inferred' },
      { state: 'TIME-WAIT', from: 50, to: null, evidence: 'inferred' }
    ])
    expect(server.spans.at(-1)).toEqual({ state: 'CLOSED', from: 60, to: null, evidence: 'inferred' })
    expect([client.state, server.state]).toEqual(['TIME-WAIT', 'CLOSED'])
  })
  it('never run backwards when a transition is told with an instant before the state began', () => {
    const spans = only(timelineOf([...ACTIVE_CLOSE, moved(30, 'client', 'TIME-WAIT', 'CLOSED')])).ends.client.spans
    expect(spans.slice(-2)).toEqual([
      { state: 'TIME-WAIT', from: 50, to: 50, evidence: 'inferred' }, { state: 'CLOSED', from: 50, to: null, evidence: 'inferred' }
    ])
  })
})

describe('evidence', () => {
  it('of an inferred state becomes confirmed when the kernel is seen in it', () => {
    const { client } = only(timelineOf([...ACTIVE_CLOSE, sample(55, 'client', 'TIME-WAIT', 59_988)])).ends
    expect(client.spans.at(-1)?.evidence).toBe('confirmed')
    expect(client.timeWait?.evidence).toBe('confirmed')
  })
  it('of a sampled state stays sampled', () => {
    const events = [moved(10, 'client', 'CLOSED', 'ESTABLISHED', { evidence: 'sampled' }), sample(20, 'client', 'ESTABLISHED')]
    expect(only(timelineOf(events)).ends.client.spans).toEqual([{ state: 'ESTABLISHED', from: 10, to: null, evidence: 'sampled' }])
  })
  it('is not touched by a sample of another state', () => {
    expect(only(timelineOf([...ACTIVE_CLOSE, sample(55, 'client', 'FIN-WAIT-2')])).ends.client.spans.at(-1)?.evidence).toBe('inferred')
  })
})

describe('TIME-WAIT', () => {
  it('expects its end from the kernel’s last number and counts restarts', () => {
    const timeline = timelineOf([...ACTIVE_CLOSE, timer(50, 'started'), sample(2_000_050, 'client', 'TIME-WAIT', 59_996)])
    expect(only(timeline).timeWait).toMatchObject({ from: 50, to: null, restarts: 0, expectedEnd: 59_998_000_050 })
    timeline.apply(timer(7_000_000_000, 'restarted'))
    expect(only(timeline).timeWait).toMatchObject({ restarts: 1, expectedEnd: 67_000_000_000 })
  })
  it('reached 0 once: the zeros of an overdue timer do not move that instant', () => {
    const counting = sample(1_000_000_000, 'client', 'TIME-WAIT', 59_000)
    const timeline = timelineOf([...ACTIVE_CLOSE, counting, sample(60_500_000_000, 'client', 'TIME-WAIT', 0)])
    expect(only(timeline).timeWait).toMatchObject({ expectedEnd: 60_000_000_000 })
  })
  it('never was when the kernel turned out to be in another state', () => {
    expect(only(timelineOf([...ACTIVE_CLOSE, moved(70, 'client', 'TIME-WAIT', 'FIN-WAIT-2', { evidence: 'sampled' })])).timeWait).toBeNull()
  })
  it('of the end that began first is the connection’s when both ends wait', () => {
    const both = timelineOf([moved(5, 'client', 'CLOSING', 'TIME-WAIT'), moved(4, 'server', 'CLOSING', 'TIME-WAIT')])
    expect(only(both).timeWait).toMatchObject({ end: 'server', from: 4 })
  })
})

describe('completeness', () => {
  const ended = [...ACTIVE_CLOSE, moved(100, 'client', 'TIME-WAIT', 'CLOSED', { cause: 'timer' })]
  it('is from the first SYN to both ends CLOSED', () => {
    expect(only(timelineOf(ACTIVE_CLOSE)).complete).toBe(false)
    expect(only(timelineOf(ended)).complete).toBe(true)
  })
  it('is lost when the connection was already open', () => {
    const open = moved(1, 'client', 'CLOSED', 'ESTABLISHED', { cause: 'already open' })
    const events = [open, moved(2, 'client', 'ESTABLISHED', 'CLOSED'), moved(2, 'server', 'ESTABLISHED', 'CLOSED')]
    expect(only(timelineOf(events)).complete).toBe(false)
  })
  it('is lost to packets the capture dropped within the connection’s life, also when that is told later', () => {
    expect(only(timelineOf([...ended, gap(45, 47)])).complete).toBe(false)
    expect(only(timelineOf([gap(1, 5), ...ended, gap(101, 120)])).complete).toBe(true)
  })
  it('includes a refused connection, whose server end never left LISTEN or CLOSED', () => {
    const syn = moved(1, 'client', 'CLOSED', 'SYN-SENT', { cause: 'sent SYN', packet: 1 })
    const events = [syn, moved(2, 'client', 'SYN-SENT', 'CLOSED', { cause: 'received RST' })]
    expect(only(timelineOf(events)).complete).toBe(true)
  })
})

describe('ends', () => {
  it('are guessed from the packet until a transition names them', () => {
    const timeline = timelineOf([packet(1, 1, SERVER, CLIENT, 'SYN,ACK')])
    expect(only(timeline)).toMatchObject({ client: CLIENT, server: SERVER })
    timeline.apply(packet(2, 2, SERVER, CLIENT, 'ACK'))
    timeline.apply(moved(3, 'client', 'CLOSED', 'ESTABLISHED', { local: SERVER, remote: CLIENT }))
    expect(only(timeline)).toMatchObject({ client: SERVER, server: CLIENT, packets: 2 })
  })
  it('take the higher port as the client of a connection seen in its middle', () => {
    expect(only(timelineOf([packet(1, 1, SERVER, CLIENT, 'ACK')]))).toMatchObject({ client: CLIENT, server: SERVER })
  })
})

describe('changes', () => {
  it('are told once, a connection once', () => {
    const timeline = timelineOf(ACTIVE_CLOSE)
    expect(timeline.takeChanged().map((connection) => connection.id)).toEqual(['c1'])
    expect(timeline.takeChanged()).toEqual([])
    const { version } = timeline
    timeline.apply({ type: 'counter', at: 1, name: 'TcpExtTW', delta: 1 })
    expect(timeline.version).toBe(version)
    timeline.apply(sample(55, 'client', 'TIME-WAIT'))
    expect(timeline.version).toBeGreaterThan(version)
    expect(timeline.takeChanged()).toHaveLength(1)
  })
})
