import { countWhile } from '../base/count-while'
import type { TcpState } from '../tcp/state'
import { parseEndpoint } from './endpoint'
import type { GapSeen, PacketCaptured } from './events'

// What both folds of the stream hold to: the Timeline's objects for screens, and the rows of numbers behind the closing `connection` events.

/** Before a transition names the ends: who sends a SYN is the client, and else the higher port is. */
export function clientOf({ from, to, flags }: Pick<PacketCaptured, 'from' | 'to' | 'flags'>): string {
  const synOnly = flags.includes('SYN') && !flags.includes('ACK')
  const fromClient = flags.includes('SYN') ? synOnly : (parseEndpoint(from)?.port ?? 0) > (parseEndpoint(to)?.port ?? 0)
  return fromClient ? from : to
}

/** LISTEN again is the end of a SYN-RECEIVED that a RST answered (RFC 9293 section 3.10.7.4, second check). */
export const isOver = (state: TcpState | undefined): boolean => state === undefined || state === 'CLOSED' || state === 'LISTEN'

/** ns that were not seen, or that a clock jumped. */
export const gapLength = ({ at, until, by }: GapSeen): number => (by === undefined ? until - at : Math.abs(by))

/**
 * Keeps a stretch in which packets were lost; others it passes over. Its instants are those of the loss; it may be told long after, so every
 * connection that lived then is looked at when it is asked for.
 * @param gaps sorted, not overlapping, and so afterwards
 * @returns whether it is one
 */
export function addGap(gaps: GapSeen[], gap: GapSeen): boolean {
  if (gap.reason !== 'capture-drop' && gap.reason !== 'engine-restart') return false
  const last = gaps.at(-1)
  if (last !== undefined && gap.at <= last.until) last.until = Math.max(last.until, gap.until)
  else gaps.push({ ...gap })
  return true
}

/** @param gaps sorted, not overlapping */
export function lostWithin(gaps: readonly GapSeen[], from: number, to: number): boolean {
  const gap = gaps[countWhile(gaps.length, (index) => (gaps[index]?.until ?? 0) < from)]
  return gap !== undefined && gap.at <= to
}
