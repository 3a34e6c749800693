import { assertNever } from '../base/assert'
import { NS_PER_MS } from '../base/brand'
import type { End, TcpState } from '../tcp/state'
import type { Endpoint } from './endpoint'
import type {
  Evidence, GapSeen, PacketCaptured, SessionEvent, SocketSampled, StateSpan, TimerChanged, TransitionObserved
} from './events'
import { addGap, clientOf, isOver, lostWithin } from './life-rules'

/** A TIME-WAIT of one end. Instants in ns since the session's start. */
export interface TimelineTimeWait {
  readonly end: End
  readonly from: number
  /** null while it lasts, and for ever when nothing told its end (packets alone never do). */
  readonly to: number | null
  /** How often the 60 s began anew. */
  readonly restarts: number
  readonly evidence: Evidence
  /** When its timer reaches 0, from the last number the kernel gave; the kernel removes it up to 2.1 s later (its timer wheel rounds up). */
  readonly expectedEnd: number | null
}

/** One end's life so far. */
export interface TimelineEnd {
  /**
   * States in order, from the first one entered: what was before (CLOSED, or a server's LISTEN) is no span. Neighbours touch; a span may have no
   * length (FIN-WAIT-2 when one segment brings ACK and FIN). The last span is open (`to` null) unless the end is CLOSED, which is a span of its own.
   */
  readonly spans: readonly StateSpan[]
  /** The state now; undefined before the first transition. */
  readonly state: TcpState | undefined
  readonly timeWait: TimelineTimeWait | null
  /** What the kernel said last. */
  readonly sample: SocketSampled | null
}

export interface TimelineConnection {
  readonly id: string
  readonly client: Endpoint
  readonly server: Endpoint
  /** ns: its first event, and its last packet or transition. */
  readonly began: number
  readonly touched: number
  readonly packets: number
  readonly ends: Readonly<Record<End, TimelineEnd>>
  /** The TIME-WAIT that began first (a simultaneous close has one at each end). */
  readonly timeWait: TimelineTimeWait | null
  /** Both ends are CLOSED again (or never left CLOSED or LISTEN). */
  readonly closed: boolean
  /** Seen from its first SYN to both ends CLOSED, with no packet lost by the capture in between. */
  readonly complete: boolean
}

/**
 * The public stream, folded into what it says about each connection. A pure function of the events: live, replay and a foreign file give equal
 * results. O(1) for each event; nothing is copied, so a reader sees the connections move (`version` and `takeChanged` tell it when to look).
 */
export class Timeline {
  private readonly byId = new Map<string, Life>()
  private changed: Life[] = []
  private readonly gaps: GapSeen[] = []
  private changes = 0

  /** In order of first appearance. */
  get connections(): ReadonlyMap<string, TimelineConnection> {
    return this.byId
  }

  /** Grows with every event that changed a connection. */
  get version(): number {
    return this.changes
  }

  apply(event: SessionEvent): void {
    switch (event.type) {
      case 'packet': return this.onPacket(this.connectionOfPacket(event), event.at)
      case 'transition': {
        const { local, remote } = event
        return this.onTransition(this.connectionOf(event.conn, event.at), event.end === 'client' ? local : remote, event.end === 'client' ? remote : local, event)
      }
      case 'sample': return this.touch(this.byId.get(event.conn)?.onSample(event))
      case 'timer': return this.touch(this.byId.get(event.conn)?.onTimer(event))
      case 'gap': return this.onGap(event)
      case 'session': case 'api': case 'fault': case 'counter': case 'discrepancy': case 'damage': case 'note': case 'step': case 'program':
      case 'prediction': case 'progress': case 'recording': return
      case 'connection': case 'result': return
      default: return assertNever(event, 'event')
    }
  }

  /** Connections changed since the last call, oldest change first. */
  takeChanged(): readonly TimelineConnection[] {
    const taken = this.changed
    for (const connection of taken) connection.changed = false
    this.changed = []
    return taken
  }

  // For whoever has rows of numbers in place of events: the same, without an object for each.

  /** The connection that a packet belongs to, begun with it where it is new. */
  connectionOfPacket(packet: Pick<PacketCaptured, 'conn' | 'at' | 'from' | 'to' | 'flags'>): Life {
    const known = this.byId.get(packet.conn)
    if (known !== undefined) return known
    const connection = this.connectionOf(packet.conn, packet.at)
    connection.guessEnds(packet)
    return connection
  }

  /** The connection of this name, begun now where it is new. */
  connectionOf(id: string, at: number): Life {
    let connection = this.byId.get(id)
    if (connection === undefined) {
      connection = new Life(id, at, this.gaps)
      this.byId.set(id, connection)
    }
    return connection
  }

  onPacket(connection: Life, at: number): void {
    connection.onPacket(at)
    this.touch(connection)
  }

  /** @param client as the transition names the two ends */
  onTransition(connection: Life, client: Endpoint, server: Endpoint, step: Step): void {
    connection.onTransition(client, server, step)
    this.touch(connection)
  }

  private touch(connection: Life | undefined): void {
    if (connection === undefined) return
    this.changes++
    if (connection.changed) return
    connection.changed = true
    this.changed.push(connection)
  }

  private onGap(gap: GapSeen): void {
    if (addGap(this.gaps, gap)) this.changes++
  }
}

interface LiveTimeWait {
  end: End
  from: number
  to: number | null
  restarts: number
  evidence: Evidence
  expectedEnd: number | null
}

class LiveEnd implements TimelineEnd {
  readonly spans: StateSpan[] = []
  state: TcpState | undefined = undefined
  timeWait: LiveTimeWait | null = null
  sample: SocketSampled | null = null

  enter({ at, end, to: state, evidence }: Step): void {
    const open = this.spans.at(-1)
    if (open !== undefined) open.to = Math.max(at, open.from)
    this.leaveTimeWait(state, at)
    this.spans.push({ state, from: open === undefined ? at : Math.max(at, open.from), to: null, evidence })
    this.state = state
    if (state === 'TIME-WAIT') this.timeWait = { end, from: at, to: null, restarts: 0, evidence, expectedEnd: null }
  }

  confirm(sample: SocketSampled): void {
    this.sample = sample
    const open = this.spans.at(-1)
    if (open === undefined || open.state !== sample.state) return
    if (open.evidence === 'inferred') open.evidence = 'confirmed'
    if (this.timeWait === null || sample.state !== 'TIME-WAIT') return
    this.timeWait.evidence = open.evidence
    if (sample.timer?.kind !== 'time-wait') return
    this.timeWait.expectedEnd = expectedEndAfter(this.timeWait.expectedEnd, sample.at, sample.timer.remainingMs)
  }

  /** A TIME-WAIT ends in CLOSED. One that turned into anything else had been inferred wrongly: there was none. */
  private leaveTimeWait(next: TcpState, at: number): void {
    if (this.timeWait === null || this.timeWait.to !== null) return
    if (next === 'CLOSED') this.timeWait.to = Math.max(at, this.timeWait.from)
    else this.timeWait = null
  }
}

/** What a transition changes. */
export interface Step extends Pick<TransitionObserved, 'at' | 'end' | 'to' | 'evidence'> {
  readonly packet?: number | undefined
}

/** A connection as it is kept: its readers see a TimelineConnection. */
export class Life implements TimelineConnection {
  client: Endpoint = ''
  server: Endpoint = ''
  packets = 0
  touched: number
  readonly ends = { client: new LiveEnd(), server: new LiveEnd() }
  /** Since the changed ones were taken last. */
  changed = false
  private openingSeen = false

  constructor(readonly id: string, readonly began: number, private readonly gaps: readonly GapSeen[]) {
    this.touched = began
  }

  get timeWait(): TimelineTimeWait | null {
    const { client, server } = this.ends
    if (client.timeWait === null || server.timeWait === null) return client.timeWait ?? server.timeWait
    return server.timeWait.from < client.timeWait.from ? server.timeWait : client.timeWait
  }

  get closed(): boolean {
    const { client, server } = this.ends
    return (client.state !== undefined || server.state !== undefined) && isOver(client.state) && isOver(server.state)
  }

  get complete(): boolean {
    return this.openingSeen && this.closed && !lostWithin(this.gaps, this.began, this.touched)
  }

  /** Before a transition names the ends. */
  guessEnds(packet: Pick<PacketCaptured, 'from' | 'to' | 'flags'>): void {
    const { from, to } = packet
    this.client = clientOf(packet)
    this.server = this.client === from ? to : from
  }

  onPacket(at: number): void {
    this.packets++
    if (at > this.touched) this.touched = at
  }

  onTransition(client: Endpoint, server: Endpoint, step: Step): void {
    this.client = client
    this.server = server
    if (step.to === 'SYN-SENT' && step.end === 'client' && step.packet !== undefined) this.openingSeen = true
    if (step.at > this.touched) this.touched = step.at
    this.ends[step.end].enter(step)
  }

  onSample(event: SocketSampled): this {
    this.ends[event.end].confirm(event)
    return this
  }

  onTimer(event: TimerChanged): this {
    const { timeWait } = this.ends[event.end]
    if (event.timer !== 'time-wait' || timeWait === null) return this
    if (event.event === 'restarted') timeWait.restarts++
    if (event.event === 'started' || event.event === 'restarted') timeWait.expectedEnd = event.at + event.expectedMs * NS_PER_MS
    return this
  }
}

/** The kernel's word moves it; but a timer that is overdue is at 0 in every sample, and reached it once. */
function expectedEndAfter(known: number | null, at: number, remainingMs: number): number {
  return remainingMs === 0 && known !== null ? Math.min(known, at) : at + remainingMs * NS_PER_MS
}
