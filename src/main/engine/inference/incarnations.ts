import type { Segment } from '../../../shared/model/segment'
import { ACK, RST, SYN } from '../../../shared/tcp/flags'
import { seqAdd, seqDiff } from '../../../shared/tcp/sequence'
import type { SeqNumber } from '../../../shared/tcp/sequence'
import { recyclesTimeWait } from './acceptability'
import type { CandidateSyn, Connection, ConnectionEnd } from './connection'
import type { Flows } from './flows'
import type { Ledger } from './ledger'
import { RecordedBegins } from './recorded-begins'
import type { RecordedBegin } from './recorded-begins'

/** A sequence number this far behind the last one sent belongs to another life of the 4-tuple, not to a late copy. */
const ANOTHER_LIFE = 2 ** 24

/**
 * Which connection a segment belongs to. 4-tuples come back, and every incarnation is a connection of its own: a new SYN begins one, unless it is a
 * copy, crosses the peer's SYN, or is refused by what is left of the old one.
 */
export class Incarnations {
  /** Set once a recording has said which connections begin where. */
  private recorded: RecordedBegins | undefined

  constructor(private readonly flows: Flows, private readonly ledger: Ledger, private readonly listening: ReadonlySet<number>) {}

  /** From now on connections begin as the recording says, and only so. */
  record(begin: RecordedBegin): void {
    this.recorded ??= new RecordedBegins()
    this.recorded.add(begin)
  }

  /** The connection of a segment, a new one where it begins one. */
  route(segment: Segment): Connection {
    const { source, sourcePort, destination, destinationPort, flags } = segment
    const known = this.flows.find(source, sourcePort, destination, destinationPort)
    if (this.recorded !== undefined) return this.routeRecorded(this.recorded, known, segment)
    if (known === undefined) return this.begin(segment)
    if ((flags & (SYN | ACK | RST)) === SYN) return this.routeSyn(known, known.endAt(source, sourcePort), segment)
    if (known.candidate !== undefined) return this.routeWithCandidate(known, known.candidate, segment)
    if (known.previous !== undefined) return this.routeWithPrevious(known, known.previous, segment)
    return known.over && this.isAnotherLife(known.endAt(source, sourcePort), segment) ? this.succeed(known, segment) : known
  }

  private routeRecorded(recorded: RecordedBegins, known: Connection | undefined, segment: Segment): Connection {
    const begin = recorded.take(segment)
    if (begin === undefined) {
      if (known === undefined) return this.begin(segment)
      return known.previous === undefined ? known : this.routeWithPrevious(known, known.previous, segment)
    }
    const connection = this.flows.create(begin.client, begin.clientPort, begin.server, begin.serverPort, begin.number)
    this.join(connection, segment)
    if (known !== undefined) this.replace(known, connection, segment)
    return connection
  }

  /** A connection for a 4-tuple that is not known. */
  private begin(segment: Segment): Connection {
    const { source, sourcePort, destination, destinationPort } = segment
    const fromClient = this.isFromClient(segment)
    const connection = fromClient
      ? this.flows.create(source, sourcePort, destination, destinationPort)
      : this.flows.create(destination, destinationPort, source, sourcePort)
    this.join(connection, segment)
    return connection
  }

  /** Who sends a SYN is the client, who answers it the server. In the middle of a connection a listening port tells, else the lower port. */
  private isFromClient({ flags, sourcePort, destinationPort }: Segment): boolean {
    if ((flags & SYN) !== 0) return (flags & ACK) === 0
    const [source, destination] = [this.listening.has(sourcePort), this.listening.has(destinationPort)]
    return source === destination ? sourcePort >= destinationPort : destination
  }

  /** The capture begins within the connection: what must have been before is told as already open. A RST alone tells nothing of before. */
  private join({ client, server, self }: Connection, { flags, ack, at, n }: Segment): void {
    if ((flags & (ACK | RST)) !== ACK) return
    if ((flags & SYN) === 0) {
      this.ledger.move(client, 'ESTABLISHED', at, 'already open', n)
      if (!self) this.ledger.move(server, 'ESTABLISHED', at, 'already open', n)
    } else {
      client.startAt(seqAdd(ack, -1))
      this.ledger.move(client, 'SYN-SENT', at, 'already open', n)
    }
  }

  private routeSyn(known: Connection, from: ConnectionEnd, segment: Segment): Connection {
    const to = from.peer
    if (from.issKnown && from.iss === segment.seq) return known
    if (from.state === 'SYN-SENT' && !from.issKnown) return known
    // The peer's SYN is on its way too: a simultaneous open (RFC 9293 section 3.5, figure 7).
    if (!from.begun && (to.state === 'SYN-SENT' || to.state === 'SYN-RECEIVED')) return known
    const { candidate } = known
    const mayBegin = known.over || (maySend(from) && (to.state !== 'TIME-WAIT' || recyclesTimeWait(to, segment)))
    if (mayBegin) return this.succeed(known, segment, candidate?.seq === segment.seq && candidate.from === from ? candidate : undefined)
    if (candidate?.seq !== segment.seq || candidate.from !== from) {
      known.candidate = { from, seq: segment.seq, tsVal: segment.tsVal, at: segment.at, packet: segment.n }
    }
    return known
  }

  /** A SYN was not taken for a new connection at once: its answer decides. */
  private routeWithCandidate(known: Connection, candidate: CandidateSyn, segment: Segment): Connection {
    const from = known.endAt(segment.source, segment.sourcePort)
    const answers = from === candidate.from.peer && isAnswer(segment, candidate.seq)
    return answers ? this.succeed(known, segment, candidate) : known
  }

  /** The server of the new incarnation has not answered: whatever else comes from there is still the old one's. */
  private routeWithPrevious(known: Connection, previous: Connection, segment: Segment): Connection {
    const { client, server } = known
    const { flags } = segment
    if (previous.over) {
      known.previous = undefined
      return known
    }
    const fromClient = known.endAt(segment.source, segment.sourcePort) === client
    const answers = !fromClient && isAnswer(segment, client.iss)
    if (server.begun || answers) {
      this.end(previous, segment)
      return known
    }
    // A RST from SYN-SENT refuses the old one's challenge ACK (RFC 9293 section 3.10.7.3).
    return fromClient && ((flags & RST) === 0 || client.state !== 'SYN-SENT') ? known : previous
  }

  /** The next incarnation. @param candidate the SYN that began it, when that came before this segment */
  private succeed(old: Connection, segment: Segment, candidate?: CandidateSyn): Connection {
    const connection = candidate === undefined ? this.begin(segment) : this.beginFrom(candidate, segment)
    this.replace(old, connection, segment)
    return connection
  }

  private replace(old: Connection, connection: Connection, segment: Segment): void {
    old.candidate = undefined
    const sender = old.endAt(connection.client.local, connection.client.localPort)
    this.reuse(sender, connection, segment)
    if (connection.server.begun || (segment.flags & SYN) === 0) this.end(old, segment)
    const older = old.previous
    old.previous = undefined
    if (older !== undefined && !older.over && !old.server.begun) {
      // The attempt in between was never answered: what may answer is still the one before.
      this.ledger.releaseAll(old.client)
      connection.previous = older
    } else if (!old.over) connection.previous = old
  }

  private beginFrom({ from, seq, tsVal, at, packet }: CandidateSyn, segment: Segment): Connection {
    const connection = this.flows.create(from.local, from.localPort, from.remote, from.remotePort)
    const { client, server } = connection
    client.startAt(seq)
    server.tsRecent = tsVal
    connection.synAt = at
    connection.synPacket = packet
    this.ledger.move(client, 'SYN-SENT', at, 'sent SYN', packet)
    if ((segment.flags & RST) === 0 && (segment.flags & ACK) !== 0) this.end(from.connection, segment)
    return connection
  }

  /** The end that sends the new SYN has left its old life. */
  private reuse(end: ConnectionEnd, next: Connection, segment: Segment): void {
    const at = next.synPacket === 0 ? segment.at : next.synAt
    this.ledger.releaseAll(end)
    switch (end.state) {
      case 'CLOSED': case 'LISTEN': return
      case 'TIME-WAIT': case 'FIN-WAIT-2': return this.ledger.move(end, 'CLOSED', at, 'reused by connect()', segment.n)
      case 'SYN-SENT': return this.ledger.move(end, 'CLOSED', at, end.resent > 0 ? 'gave up retransmitting' : 'close()', 0)
      default: return this.ledger.move(end, 'CLOSED', at, 'removed by the kernel', 0)
    }
  }

  /** The 4-tuple is another connection's now: both ends of the old one are gone. */
  private end(old: Connection, { flags, at, n }: Segment): void {
    for (const end of old.self ? [old.client] : [old.client, old.server]) {
      if (end.state === 'CLOSED' || end.state === 'LISTEN') continue
      const recycled = end.state === 'TIME-WAIT' && (flags & RST) === 0
      this.ledger.releaseAll(end)
      this.ledger.move(end, 'CLOSED', at, recycled ? 'recycled by SYN' : 'removed by the kernel', n)
    }
  }

  /** New data of an end that is CLOSED, at sequence numbers it never used: the SYN of another life was not captured. */
  private isAnotherLife(from: ConnectionEnd, { flags, payloadLength, seq }: Segment): boolean {
    if ((flags & RST) !== 0 || !from.sndKnown) return false
    if ((flags & SYN) !== 0) return seq !== from.iss
    const ahead = seqDiff(seq, from.sndNxt)
    return payloadLength > 0 && (ahead > 0 || ahead < -ANOTHER_LIFE)
  }
}

/** Whether a segment accepts or refuses a SYN. */
const isAnswer = ({ flags, ack }: Segment, iss: SeqNumber): boolean => (flags & ACK) !== 0 && (flags & (SYN | RST)) !== 0 && ack === seqAdd(iss, 1)

/** Whether an end in this state can send a SYN of its own: one that waits can be reused, a lost attempt repeated; others would still be in use. */
const maySend = ({ state }: ConnectionEnd): boolean =>
  state === 'CLOSED' || state === 'LISTEN' || state === 'TIME-WAIT' || state === 'FIN-WAIT-2' || state === 'SYN-SENT'
