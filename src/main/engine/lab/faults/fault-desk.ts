import { assert } from '../../../../shared/base/assert'
import type { Nanoseconds } from '../../../../shared/base/brand'
import { fail, ok } from '../../../../shared/base/result'
import type { Result } from '../../../../shared/base/result'
import { passes } from '../../../../shared/experiment/match'
import type { FaultApplied, Verdict } from '../../../../shared/model/events'
import type { AddressBook } from '../../../../shared/model/address'
import type { Segment } from '../../../../shared/model/segment'
import type { End } from '../../../../shared/tcp/state'
import { ipEnd, tcpPosition } from '../../wire/packet-places'
import { writeIpv4Checksum, writeTcpChecksum } from '../../wire/checksum'
import { ipVersion } from '../../wire/ip'
import { u16, u32, u8 } from '../../wire/read'
import { seq } from '../../../../shared/tcp/sequence'
import { TCP } from '../../wire/tcp'
import { addCommands, counterCommand, faultRules, nftExpression, removeCommands } from './nft-rule'
import type { RulePattern, Which } from './nft-rule'
import { nftCommand, readCounter, runNft } from './nft'
import { markOwn, OwnFrames } from './own-frames'
import { RawSender } from './raw-sender'
import { RuleCount } from './rule-count'
import type { KnownConnection, Place } from './segment-book'
import { SegmentBook } from './segment-book'

export type FaultKind = 'drop' | 'hold' | 'duplicate' | 'corrupt'

/** What became of a captured segment. */
export interface Fate {
  readonly verdict: Verdict
  readonly fault: string | undefined
  /** By this end sent, by the other received: a lost segment only the first, an injected one only the second, a spoilt one neither. */
  readonly sent: boolean
  readonly received: boolean
}

export interface FaultRequest {
  readonly kind: FaultKind
  readonly name: string
  readonly pattern: RulePattern
  readonly which: Which
  /** For people: `client FIN, the first`. */
  readonly text: string
}

interface Fault extends FaultRequest {
  readonly rule: RuleCount
  active: boolean
  /** IP packets held back, oldest first. */
  readonly held: Uint8Array[]
}

export type TellFault = (event: Omit<FaultApplied, 'type' | 'at'>) => void

/** Segments one `hold` keeps, at most. */
const MOST_HELD = 1024
const PASSED: Fate = { verdict: 'passed', fault: undefined, sent: true, received: true }

/**
 * Owns everything that breaks an exchange on purpose: nftables rules that lose segments, and raw sockets that send what nobody sent. The kernel's rule loses a
 * segment; which one it was is found by the same test on the capture, in the same order. All of it lives in the laboratory's own network namespace.
 */
export class FaultDesk {
  readonly book = new SegmentBook()
  private readonly faults = new Map<string, Fault>()
  private readonly own = new OwnFrames()
  private readonly sender = new RawSender()

  /** A segment may meet one from now on. */
  active = false

  constructor(private readonly tell: TellFault, private readonly addresses: AddressBook, private readonly now: () => Nanoseconds) {}

  /**
   * Nothing of the capture is judged while nft works (a few ms): the first segment may come at once, and must find the fault known.
   * @returns step-failed with nft's complaint; no-nft where it is not installed
   */
  install(request: FaultRequest): Result<null> {
    const { kind, name, pattern, which } = request
    const commands = addCommands(name, faultRules(name, nftExpression(pattern), which, kind !== 'duplicate'))
    const added = runNft(commands)
    if (!added.ok) return added
    const at = this.now()
    const counted = readCounter(counterCommand(name))
    if (!counted.ok) return counted
    const rule = new RuleCount(which)
    rule.placed(at, counted.value)
    this.faults.set(name, { ...request, rule, active: true, held: [] })
    this.tell({ action: kind, id: name, detail: request.text, command: nftCommand(commands) })
    return ok(null)
  }

  /**
   * Ends a fault. What a `hold` kept is sent, unless `send` is false.
   * @param catchUp takes in what was captured until now: segments that the rule has met before it went
   */
  async release(name: string, order: 'same' | 'reversed', send: boolean, catchUp: () => Promise<void>): Promise<Result<null>> {
    const fault = this.faults.get(name)
    assert(fault !== undefined, `no fault ${name}`)
    const counted = fault.active ? await this.end(fault, catchUp) : undefined
    if (counted?.ok === false) return counted
    const held = fault.held.splice(0)
    for (const packet of !send ? [] : order === 'same' ? held : held.toReversed()) {
      const sent = this.sendCopy(packet, name, false)
      if (!sent.ok) return sent
    }
    if (counted !== undefined) this.tellCount(fault, fault.rule.met, counted.value)
    return ok(null)
  }

  /**
   * Compares what is left with its rules' own counters: of faults that were released that was done then.
   * @param catchUp takes in what was captured until now
   */
  async countAll(catchUp: () => Promise<void>): Promise<Result<null>> {
    for (const fault of [...this.faults.values()].filter(({ active }) => active)) {
      fault.rule.beforeReading(this.now())
      const counted = readCounter(counterCommand(fault.name))
      if (!counted.ok) return counted
      await catchUp()
      this.tellCount(fault, fault.rule.metUntilRead, counted.value)
    }
    return ok(null)
  }

  /**
   * What became of a captured segment, and what follows from it. Called for each, in the order of the capture.
   * @param ip where its IP packet stands in `bytes`, and `end` where the captured bytes end
   */
  fateOf(segment: Segment, bytes: Uint8Array, ip: number, end: number): Fate {
    const own = this.own.recognise(segment, bytes, ip)
    if (own !== undefined) return { verdict: 'injected', fault: own.fault, sent: false, received: !own.spoilt }
    const [source, destination] = this.placesOf(segment)
    // Of chains with one priority the kernel asks the newest first (net/netfilter/core.c, nf_hook_entries_grow).
    for (const fault of [...this.faults.values()].reverse()) {
      if (!fault.active || !meets(fault.pattern, segment, source, destination) || !fault.rule.meets(segment.at)) continue
      return this.apply(fault, bytes.slice(ip, end))
    }
    return PASSED
  }

  /** Where a segment of the kernel's own belongs. */
  note(id: string, from: End, segment: Segment, bytes: Uint8Array, ip: number, end: number): void {
    this.book.note(id, from, segment, ...this.placesOf(segment), bytes.subarray(ip, end))
  }

  /** Sends a packet built or copied by a step; its checksums are made right here. */
  inject(packet: Uint8Array, name: string, detail: string): Result<null> {
    const sent = this.sendCopy(packet, name, false)
    if (sent.ok) this.tell({ action: 'inject', id: name, detail, command: `raw socket (IP_HDRINCL): ${detail}` })
    return sent
  }

  connection(ordinal: number): KnownConnection | undefined {
    return this.book.connection(ordinal)
  }

  /** The rules go with the namespace; the sockets go here. */
  dispose(): void {
    this.faults.clear()
    this.sender.dispose()
  }

  private placesOf({ source, sourcePort, destination, destinationPort }: Segment): [Place, Place] {
    return [{ address: this.addresses.text(source), port: sourcePort }, { address: this.addresses.text(destination), port: destinationPort }]
  }

  /** Removes the rule, and gives each segment captured until then its fate. @returns how many the rule has met */
  private async end(fault: Fault, catchUp: () => Promise<void>): Promise<Result<number>> {
    const { name, text, rule } = fault
    const removed = runNft(removeCommands(name))
    if (!removed.ok) return removed
    const counted = readCounter(counterCommand(name))
    if (!counted.ok) return counted
    rule.removed(counted.value)
    await catchUp()
    fault.active = false
    this.tell({ action: 'release', id: name, detail: `${text} (${rule.met})`, command: nftCommand(removeCommands(name)) })
    return counted
  }

  /** Tells how many segments a fault met: by the capture, and by the counter of its rule. That they agree is for the checks to say. */
  private tellCount({ name, text }: Fault, met: number, counted: number): void {
    this.tell({ action: 'count', id: name, detail: `${text}: ${met} ${met === counted ? '=' : '≠'} ${counted}`, command: nftCommand(counterCommand(name)), met, counted })
  }

  private apply(fault: Fault, packet: Uint8Array): Fate {
    const lost = { fault: fault.name, sent: true, received: false }
    switch (fault.kind) {
      case 'drop': return { verdict: 'dropped', ...lost }
      case 'hold':
        if (fault.held.length < MOST_HELD) fault.held.push(packet)
        return { verdict: 'held', ...lost }
      case 'duplicate':
        this.sendCopy(packet, fault.name, false)
        return { verdict: 'passed', fault: fault.name, sent: true, received: true }
      case 'corrupt':
        this.sendCopy(packet, fault.name, true)
        return { verdict: 'dropped', ...lost }
    }
  }

  /** @param spoil one bit of the last byte is turned after the checksum was made */
  private sendCopy(packet: Uint8Array, fault: string, spoil: boolean): Result<null> {
    const copy = packet.slice()
    const end = ipEnd(copy)
    const tcp = tcpPosition(copy)
    if (end > copy.length || tcp < 0) return fail('step-failed', { reason: { kind: 'not-captured-whole' } })
    markOwn(copy)
    if (ipVersion(copy, 0) === 4) writeIpv4Checksum(copy, 0)
    writeTcpChecksum(copy, 0, tcp, end)
    if (spoil) copy[end - 1] = u8(copy, end - 1) ^ 1
    const segment = { sourcePort: u16(copy, tcp + TCP.sourcePort), destinationPort: u16(copy, tcp + TCP.destinationPort), seq: seq(u32(copy, tcp + TCP.seq)), flags: u8(copy, tcp + TCP.flags) }
    this.own.expect(segment, fault, spoil)
    const errno = this.sender.send(copy.subarray(0, end), destinationOf(copy))
    return errno === null ? ok(null) : fail('step-failed', { reason: { kind: 'not-sent-raw' }, said: errno })
  }
}

function meets({ source, sourcePort, destination, destinationPort, test }: RulePattern, segment: Segment, from: Place, to: Place): boolean {
  return (source === undefined || source === from.address) && (destination === undefined || destination === to.address)
    && (sourcePort === undefined || sourcePort === from.port) && (destinationPort === undefined || destinationPort === to.port)
    && passes(test, segment.flags, segment.payloadLength)
}

function destinationOf(packet: Uint8Array): string {
  if (ipVersion(packet, 0) === 4) return [16, 17, 18, 19].map((at) => u8(packet, at)).join('.')
  return Array.from({ length: 8 }, (_, group) => u16(packet, 24 + group * 2).toString(16)).join(':')
}

