import type { Segment } from '../../../../shared/model/segment'
import { IPV4, IPV6, ipVersion } from '../../wire/ip'
import { u16, u8 } from '../../wire/read'

/** In every IPv4 packet that the laboratory sends (identification), and in every IPv6 packet (flow label): the kernel leaves both as they are. */
const OWN_ID = 0x7457

/** How long a sent segment is expected in the capture: more are kept than any experiment sends before they are seen. */
const MOST_EXPECTED = 4096

interface Expected {
  readonly key: string
  readonly fault: string
  /** The receiver throws it away: its checksum is wrong. */
  readonly spoilt: boolean
}

/** Marks an IP packet as the laboratory's own. Before its checksums are written. */
export function markOwn(packet: Uint8Array): void {
  const v4 = ipVersion(packet, 0) === 4
  const at = v4 ? IPV4.identification : IPV6.versionClassAndFlow + 2
  packet[at] = OWN_ID >>> 8
  packet[at + 1] = OWN_ID & 0xff
}

const hasOwnMark = (bytes: Uint8Array, ip: number): boolean =>
  u16(bytes, ip + (ipVersion(bytes, ip) === 4 ? IPV4.identification : IPV6.versionClassAndFlow + 2)) === OWN_ID

/** Tells the segments that the laboratory sent itself from those of the kernel when they come back in the capture: each is recognised once. */
export class OwnFrames {
  private readonly expected: Expected[] = []

  expect(segment: Pick<Segment, 'sourcePort' | 'destinationPort' | 'seq' | 'flags'>, fault: string, spoilt: boolean): void {
    this.expected.push({ key: keyOf(segment), fault, spoilt })
    if (this.expected.length > MOST_EXPECTED) this.expected.shift()
  }

  /** @param ip where its IP header stands in `bytes` */
  recognise(segment: Segment, bytes: Uint8Array, ip: number): Omit<Expected, 'key'> | undefined {
    if (this.expected.length === 0 || u8(bytes, ip) === 0 || !hasOwnMark(bytes, ip)) return undefined
    const key = keyOf(segment)
    const at = this.expected.findIndex((expected) => expected.key === key)
    return at < 0 ? undefined : this.expected.splice(at, 1)[0]
  }
}

const keyOf = ({ sourcePort, destinationPort, seq, flags }: Pick<Segment, 'sourcePort' | 'destinationPort' | 'seq' | 'flags'>): string =>
  `${sourcePort} ${destinationPort} ${seq} ${flags}`
