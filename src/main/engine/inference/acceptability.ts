import type { Segment } from '../../../shared/model/segment'
import { FIN, RST, SYN } from '../../../shared/tcp/flags'
import { seqAdd, seqAfter, seqBefore, seqDiff } from '../../../shared/tcp/sequence'
import type { SeqNumber } from '../../../shared/tcp/sequence'
import type { ConnectionEnd } from './connection'

/** SEG.LEN of RFC 9293 section 3.3.1: payload, SYN and FIN count. */
export const sequenceLength = ({ flags, payloadLength }: Segment): number => payloadLength + ((flags & SYN) >> 1) + (flags & FIN)

/** The first sequence number after a segment. */
export const segmentEnd = (segment: Segment): SeqNumber => seqAdd(segment.seq, sequenceLength(segment))

/** No window is larger (RFC 7323 section 2.3). */
const LARGEST_WINDOW = 2 ** 30

/**
 * Whether a synchronized end looks at a segment at all (RFC 9293 section 3.10.7.4, first check). Linux differs: what is old is still looked at when
 * it ends exactly at RCV.NXT (net/ipv4/tcp_input.c, tcp_sequence, compares with RCV.WUP), so a FIN that comes again may carry the ACK of ours.
 * The window's right edge is not known here: its scale is agreed on in options.
 */
export function acceptable(end: ConnectionEnd, segment: Segment): boolean {
  if (!end.rcvKnown) return true
  if (seqBefore(segmentEnd(segment), end.rcvNxt)) return false
  if (seqDiff(segment.seq, end.rcvNxt) > LARGEST_WINDOW) return false
  return !olderThanSeen(end, segment)
}

/** PAWS (RFC 7323 section 5): its timestamp is older than the last one seen in order. A RST is not subject to it. */
const olderThanSeen = (end: ConnectionEnd, { tsVal, flags }: Segment): boolean =>
  tsVal >= 0 && end.tsRecent >= 0 && (flags & RST) === 0 && ((tsVal - end.tsRecent) | 0) < 0

/** TS.Recent follows segments that begin at or before RCV.NXT (RFC 7323 section 4.3). */
export function noteTimestamp(end: ConnectionEnd, { tsVal, seq }: Segment): void {
  if (tsVal >= 0 && !(end.rcvKnown && seqAfter(seq, end.rcvNxt))) end.tsRecent = tsVal
}

/**
 * Whether a synchronized end takes a RST: at exactly RCV.NXT (RFC 5961 section 3.2), or at the right edge of what it holds out of order; a challenge
 * ACK answers the rest. Linux also takes RCV.NXT - 1 once the peer's FIN is here (net/ipv4/tcp_input.c, tcp_reset_check).
 */
export function resetAcceptable(end: ConnectionEnd, { seq }: Segment): boolean {
  if (!end.rcvKnown || seq === end.rcvNxt || seq === end.queue?.edge) return true
  const finReceived = end.state === 'CLOSE-WAIT' || end.state === 'LAST-ACK' || end.state === 'CLOSING'
  return finReceived && seq === seqAdd(end.rcvNxt, -1)
}

/**
 * Whether TIME-WAIT gives way to a SYN: its sequence number or its timestamp is newer than anything of the old connection, and the timestamp is not
 * older (RFC 6191; net/ipv4/tcp_minisocks.c, tcp_timewait_state_process).
 */
export function recyclesTimeWait(end: ConnectionEnd, { seq, tsVal }: { readonly seq: SeqNumber; readonly tsVal: number }): boolean {
  if (!end.rcvKnown) return true
  const stamped = tsVal >= 0 && end.tsRecent >= 0
  const newer = stamped ? (tsVal - end.tsRecent) | 0 : 0
  return newer >= 0 && (seqAfter(seq, end.rcvNxt) || newer > 0)
}
