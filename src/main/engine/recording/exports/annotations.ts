import { isSelected, OWN_COMMENT, type Selection } from '../../../../shared/ipc/capture-export'
import type { CheckResult, PacketCaptured, SessionEvent, TransitionObserved } from '../../../../shared/model/events'

/** Packets that the evidence of one check may name for it to be told on them. */
const MOST_OF_ONE_CHECK = 6
/** Grown by doubling; packets of a capture are counted by the million. */
const FIRST_PACKETS = 4096

/**
 * What a session says of each of its packets, and which of them are wanted: the first look at a capture that is written anew. Memory: one byte a packet where a part is selected,
 * and the comments themselves.
 */
export class Annotations {
  /** ns since 1970 of the session's start, as the header tells it. */
  startedAtNs: bigint | undefined
  private readonly comments = new Map<number, string[]>()
  private wanted: Uint8Array | undefined

  constructor(private readonly selection: Selection, private readonly withComments: boolean) {
    if (selection.connections !== undefined || selection.span !== undefined) this.wanted = new Uint8Array(FIRST_PACKETS)
  }

  take(event: SessionEvent): void {
    if (event.type === 'session') this.startedAtNs = BigInt(event.startedAtNs)
    if (event.type === 'packet') this.want(event)
    if (!this.withComments) return
    switch (event.type) {
      case 'packet': return this.onPacket(event)
      case 'transition': return this.add(event.packet, transitionComment(event))
      case 'note': return this.add(event.packet, event.text)
      case 'result': return event.checks.forEach((check) => this.onCheck(check))
      default: return
    }
  }

  isWanted(n: number): boolean {
    return this.wanted === undefined || this.wanted[n] === 1
  }

  /** @param n the packet's number in the session */
  of(n: number): readonly string[] {
    return this.comments.get(n) ?? []
  }

  private want(packet: PacketCaptured): void {
    if (this.wanted === undefined || !isSelected(packet, this.selection)) return
    if (packet.n >= this.wanted.length) {
      const grown = new Uint8Array(Math.max(packet.n + 1, this.wanted.length * 2))
      grown.set(this.wanted)
      this.wanted = grown
    }
    this.wanted[packet.n] = 1
  }

  private onPacket({ n, verdict, fault }: PacketCaptured): void {
    const by = fault === undefined ? '' : ` (${fault})`
    if (verdict !== 'passed') this.add(n, `${OWN_COMMENT}${VERDICTS[verdict].what}${by}: ${VERDICTS[verdict].so}`)
    else if (fault !== undefined) this.add(n, `${OWN_COMMENT}met an intervention${by}`)
  }

  private onCheck(check: CheckResult): void {
    // What a check says of a whole connection would stand on each of its packets.
    const packets = new Set(check.evidence.flatMap(({ event, n }) => (event === 'packet' && n !== undefined ? [n] : [])))
    const text = `${OWN_COMMENT}check ${check.verdict ?? (check.ok ? 'held' : 'failed')}: ${check.title}${check.detail === undefined ? '' : ` (${check.detail})`}`
    if (packets.size <= MOST_OF_ONE_CHECK) for (const n of packets) this.add(n, text)
  }

  private add(n: number | undefined, comment: string): void {
    if (n === undefined) return
    const known = this.comments.get(n)
    if (known === undefined) this.comments.set(n, [comment])
    else known.push(comment)
  }
}

const VERDICTS = {
  dropped: { what: 'lost on purpose', so: 'sent, and not received' }, held: { what: 'held back on purpose', so: 'sent, and not received yet' },
  injected: { what: 'made by the laboratory', so: 'received, and never sent by its sender' }
} as const

const transitionComment = (event: TransitionObserved): string => `${OWN_COMMENT}${event.conn} ${event.end}: ${event.from} -> ${event.to}, ${event.cause} [${event.evidence}]`

/**
 * An event as it stands in a capture of which some packets were left out: references to packets follow their new numbers, those to packets that are gone are gone.
 * @param numberOf the new number of a packet; undefined when it was left out
 */
export function renumbered(event: SessionEvent, numberOf: (n: number) => number | undefined): SessionEvent {
  switch (event.type) {
    case 'transition': case 'note': {
      const { packet, ...rest } = event
      const number = packet === undefined ? undefined : numberOf(packet)
      return number === undefined ? rest : { ...rest, packet: number }
    }
    case 'result': return {
      ...event, checks: event.checks.map((check) => ({
        ...check, evidence: check.evidence.flatMap((proof) => {
          if (proof.n === undefined || proof.event !== 'packet') return [proof]
          const n = numberOf(proof.n)
          return n === undefined ? [] : [{ ...proof, n }]
        })
      }))
    }
    default: return event
  }
}

/** Whether a connection that begins is one of those wanted. */
export const beginsWanted = (conn: string, { connections }: Selection): boolean => connections === undefined || connections.includes(conn)
