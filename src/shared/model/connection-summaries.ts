import { assertNever } from '../base/assert'
import type { TcpState } from '../tcp/state'
import type { ConnectionSummary, GapSeen, PacketCaptured, SessionEvent, TransitionObserved } from './events'
import { addGap, clientOf, isOver, lostWithin } from './life-rules'
import { PackedLives } from './packed-lives'

/** The stream, folded into the `connection` events that close it. The same rules as the Timeline's, in rows of numbers: a file of ten million packets has a million connections. */
export class ConnectionSummaries {
  /** In order of first appearance. */
  private readonly rows = new Map<string, number>()
  private readonly lives = new PackedLives()
  private readonly gaps: GapSeen[] = []
  /** The connection named last: its transitions follow each other, with the same two texts. */
  private readonly named = { row: -1, client: '', server: '' }

  apply(event: SessionEvent): void {
    switch (event.type) {
      case 'packet': return this.onPacket(event)
      case 'transition': return this.onTransition(event)
      case 'sample': {
        const row = this.rows.get(event.conn)
        return row === undefined ? undefined : this.lives.onSample(row, event)
      }
      case 'timer': {
        const row = this.rows.get(event.conn)
        if (row !== undefined && event.timer === 'time-wait' && event.event === 'restarted') this.lives.onRestart(row, event.end)
        return
      }
      case 'gap': return void addGap(this.gaps, event)
      case 'session': case 'api': case 'fault': case 'counter': case 'discrepancy': case 'damage': case 'note': case 'step': case 'program':
      case 'prediction': case 'progress': case 'recording': return
      case 'connection': case 'result': return
      default: return assertNever(event, 'event')
    }
  }

  /** Connections so far. */
  get count(): number {
    return this.rows.size
  }

  /** The `connection` events, one by one: there may be a million. @param at the session's end, ns */
  *summaries(at: number): Generator<ConnectionSummary, void, undefined> {
    for (const [id, row] of this.rows) yield this.summary(id, row, at)
  }

  private summary(id: string, row: number, at: number): ConnectionSummary {
    const { lives, gaps } = this
    const { began, touched } = lives.lasted(row)
    return {
      type: 'connection', at, id, client: lives.endpoint(row, 'client'), server: lives.endpoint(row, 'server'), packets: lives.packets(row),
      states: { client: lives.spansOfEnd(row, 'client'), server: lives.spansOfEnd(row, 'server') }, timeWait: lives.timeWait(row),
      complete: lives.openingSeen(row) && closed(lives.stateOf(row, 'client'), lives.stateOf(row, 'server')) && !lostWithin(gaps, began, touched)
    }
  }

  private onPacket(event: PacketCaptured): void {
    let row = this.rows.get(event.conn)
    if (row === undefined) {
      row = this.begin(event.conn, event.at)
      const client = clientOf(event)
      this.name(row, client, client === event.from ? event.to : event.from)
    }
    this.lives.onPacket(row, event)
  }

  private onTransition(event: TransitionObserved): void {
    const row = this.rows.get(event.conn) ?? this.begin(event.conn, event.at)
    const { end, local, remote } = event
    this.name(row, end === 'client' ? local : remote, end === 'client' ? remote : local)
    this.lives.onTransition(row, event)
  }

  private name(row: number, client: string, server: string): void {
    const { named } = this
    if (named.row === row && named.client === client && named.server === server) return
    named.row = row
    named.client = client
    named.server = server
    this.lives.name(row, client, server)
  }

  private begin(id: string, at: number): number {
    const row = this.lives.begin(at)
    this.name(row, '', '')
    this.rows.set(id, row)
    return row
  }
}

const closed = (client: TcpState | undefined, server: TcpState | undefined): boolean => (client !== undefined || server !== undefined) && isOver(client) && isOver(server)
