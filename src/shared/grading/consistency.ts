import { NS_PER_S } from '../base/brand'
import type { End, TcpState } from '../tcp/state'
import { otherEnd } from '../tcp/state'
import type { ApiCalled, PacketCaptured, SessionEvent, SocketSampled, TransitionObserved } from '../model/events'
import { connectionNumber, PacketWindow, type RememberedPacket } from './packet-window'

/**
 * Where a recording's events contradict the packets in it, or each other. `packet`: an event names a packet that is not there, or of another connection. `cause`: a transition's segment does not
 * have the control bits its cause needs. `time`: an event happened at another instant than its packet. `path`: a state was left that the end was not in. `sample`: the kernel is said to have shown a
 * state for which the end would have had to send or receive a FIN that is not in the file. `repeated`: the same transition, kernel sample or system call twice.
 */
export const CONTRADICTIONS = ['packet', 'cause', 'time', 'path', 'sample', 'repeated'] as const
export type Contradiction = (typeof CONTRADICTIONS)[number]

export interface ContradictionFound {
  readonly kind: Contradiction
  readonly at: number
  readonly conn: string
  readonly end: End
}

/** ns between a segment and what it caused: a system call may be what is told. */
const MOST_APART = NS_PER_S
/** More would not be read. */
const MOST_FOUND = 16
/** Samples, calls and transitions that are remembered, each: a wait of tens of thousands has millions of samples. */
const MOST_REMEMBERED = 200_000
/** Transitions that wait for their segment, and connections whose ends are followed: more than there are ports. */
const MOST_WAITING = 100_000
const MOST_LIVES = 131_072

/** Flags that a segment must have to be the cause. */
const NEEDED: ReadonlyMap<string, string> = new Map([
  ['sent SYN', 'SYN'], ['received SYN', 'SYN'], ['received SYN,ACK', 'SYN'], ['sent FIN', 'FIN'], ['received FIN', 'FIN'], ['received FIN and ACK of FIN', 'FIN'], ['sent RST', 'RST'], ['received RST', 'RST'],
  ['received ACK of SYN', 'ACK'], ['received ACK of FIN', 'ACK'], ['recycled by SYN', 'SYN']
])
/** Causes that are a segment of the connection's next incarnation. */
const BY_ANOTHER: ReadonlySet<string> = new Set(['recycled by SYN', 'reused by connect()'])
/** States that an end comes to by sending a FIN, and by receiving one. */
const AFTER_OWN_FIN: ReadonlySet<TcpState> = new Set<TcpState>(['FIN-WAIT-2', 'CLOSING', 'TIME-WAIT', 'LAST-ACK'])
const AFTER_OTHERS_FIN: ReadonlySet<TcpState> = new Set<TcpState>(['CLOSE-WAIT', 'CLOSING', 'TIME-WAIT', 'LAST-ACK'])

interface Life {
  readonly client: string
  readonly states: Partial<Record<End, TcpState>>
  readonly sentFin: Record<End, boolean>
}

/**
 * Holds a recording's events against its packets, which are decoded anew from their bytes whenever it is read. Pure; O(1) for each event, and memory that has a bound: what lies so far back that it is not
 * remembered is not judged.
 */
export class Consistency {
  /** Contradictions found, the first of them in `found`. */
  count = 0
  readonly found: ContradictionFound[] = []
  private readonly lives = new Map<string, Life>()
  /** The connection of the highest number that has been forgotten. */
  private forgotten = 0
  private readonly packets = new PacketWindow()
  private readonly told = new Set<string>()
  private readonly moved = new Set<string>()
  /** Transitions by the number of their segment, which has not come yet. */
  private readonly waiting = new Map<number, TransitionObserved[]>()
  private waits = 0
  /** Something was not seen, or was there before: then nothing can be said about what is missing. */
  private incomplete = false

  take(event: SessionEvent): void {
    switch (event.type) {
      case 'gap': case 'damage': this.incomplete = true; return
      case 'packet': return this.onPacket(event)
      case 'transition': return this.onTransition(event)
      case 'sample': return this.onSample(event)
      case 'api': return this.onCall(event)
      default: return
    }
  }

  private onPacket(packet: PacketCaptured): void {
    const life = this.lifeOf(packet)
    const fromClient = packet.from === life?.client
    this.packets.put(packet, fromClient)
    if (life !== undefined && packet.flags.includes('FIN')) life.sentFin[fromClient ? 'client' : 'server'] = true
    const waiting = this.waiting.get(packet.n)
    if (waiting === undefined) return
    this.waiting.delete(packet.n)
    this.waits -= waiting.length
    for (const event of waiting) this.judge(event)
  }

  private lifeOf({ conn, flags, from, to }: PacketCaptured): Life | undefined {
    const known = this.lives.get(conn)
    // Of one that was forgotten nothing more is said: what came before is not known.
    if (known !== undefined || connectionNumber(conn) <= this.forgotten) return known
    const life: Life = { client: flags.includes('SYN,ACK') ? to : from, states: {}, sentFin: { client: false, server: false } }
    this.lives.set(conn, life)
    if (this.lives.size > MOST_LIVES) for (const [oldest] of this.lives) {
      this.lives.delete(oldest)
      this.forgotten = Math.max(this.forgotten, connectionNumber(oldest))
      break
    }
    return life
  }

  private onTransition(event: TransitionObserved): void {
    const key = `${event.conn} ${event.end} ${event.at} ${event.from} ${event.to}`
    if (this.moved.has(key)) return this.note('repeated', event)
    if (this.moved.size < MOST_REMEMBERED) this.moved.add(key)
    const states = this.lives.get(event.conn)?.states
    const before = states?.[event.end]
    if (before !== undefined && before !== event.from && event.cause !== 'already open') this.note('path', event)
    if (states !== undefined) states[event.end] = event.to
    if (event.cause === 'already open') this.incomplete = true
    if (event.packet === undefined || this.packets.isPast(event.packet)) return
    if (this.packets.get(event.packet) !== undefined) return this.judge(event)
    // A transition may be told before the segment that caused it.
    if (this.waits >= MOST_WAITING) return
    this.waits++
    const waiting = this.waiting.get(event.packet)
    if (waiting === undefined) this.waiting.set(event.packet, [event])
    else waiting.push(event)
  }

  /** After the last event: a segment that has not come by then is not there. */
  finish(): this {
    for (const events of this.waiting.values()) for (const event of events) this.note('packet', event)
    this.waiting.clear()
    return this
  }

  private judge(event: TransitionObserved): void {
    const packet = this.packets.get(event.packet ?? 0)
    if (packet === undefined || (packet.conn !== connectionNumber(event.conn) && !BY_ANOTHER.has(event.cause))) this.note('packet', event)
    else if (Math.abs(packet.at - event.at) > MOST_APART) this.note('time', event)
    else if (!this.isCause(event, packet)) this.note('cause', event)
  }

  private isCause(event: TransitionObserved, packet: RememberedPacket): boolean {
    const needed = NEEDED.get(event.cause)
    if (needed === undefined || packet.has(needed)) return true
    // A FIN that came early waits in the queue until the data before it is there: then the segment with that data brings it.
    const life = this.lives.get(event.conn)
    return event.cause.startsWith('received FIN') && life?.sentFin[otherEnd(event.end)] === true && packet.fromClient === (event.end === 'server') && packet.hasData
  }

  private onCall(event: ApiCalled): void {
    const { conn, end } = event
    if (conn !== null && end !== null) this.remember(`${conn} ${end} ${event.at} ${event.call} ${event.args.join(' ')} ${event.socket ?? ''}`, { at: event.at, conn, end })
  }

  /** One end is shown once at one instant, and a call is made once. */
  private remember(key: string, of: Omit<ContradictionFound, 'kind'>): void {
    if (this.told.has(key)) this.note('repeated', of)
    else if (this.told.size < MOST_REMEMBERED) this.told.add(key)
  }

  private onSample(event: SocketSampled): void {
    this.remember(`${event.conn} ${event.end} ${event.at}`, event)
    const life = this.lives.get(event.conn)
    if (this.incomplete || life === undefined) return
    const impossible = (AFTER_OWN_FIN.has(event.state) && !life.sentFin[event.end]) || (AFTER_OTHERS_FIN.has(event.state) && !life.sentFin[otherEnd(event.end)])
    if (impossible) this.note('sample', event)
  }

  private note(kind: Contradiction, { at, conn, end }: Omit<ContradictionFound, 'kind'>): void {
    this.count++
    if (this.found.length < MOST_FOUND) this.found.push({ kind, at, conn, end })
  }
}
