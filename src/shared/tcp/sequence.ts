import type { Brand } from '../base/brand'

/** A sequence number: 32 bits, arithmetic modulo 2^32 (RFC 9293 section 3.4). The only file that does this arithmetic. */
export type SeqNumber = Brand<number, 'seq'>

export const seq = (value: number): SeqNumber => (value >>> 0) as SeqNumber
export const seqAdd = (a: SeqNumber, n: number): SeqNumber => ((a + n) >>> 0) as SeqNumber
/** Signed distance b to a, in -2^31 .. 2^31-1: positive when a is after b. */
export const seqDiff = (a: SeqNumber, b: SeqNumber): number => (a - b) | 0
export const seqBefore = (a: SeqNumber, b: SeqNumber): boolean => ((a - b) | 0) < 0
export const seqAfter = (a: SeqNumber, b: SeqNumber): boolean => ((a - b) | 0) > 0
export const seqAtLeast = (a: SeqNumber, b: SeqNumber): boolean => ((a - b) | 0) >= 0
export const seqMax = (a: SeqNumber, b: SeqNumber): SeqNumber => (((a - b) | 0) >= 0 ? a : b)
/** Distance modulo 2^32, 0 .. 2^32-1: the relative number people read. */
export const seqRelative = (a: SeqNumber, base: SeqNumber): number => (a - base) >>> 0

/** So far below the first number, at most, a relative number is taken to be meant below it: a large window. The same numbers come up once in 4 GiB of a stream. */
const BELOW_FIRST = 2 ** 24
/** A relative number as people read it: the ACK of an old segment, 100,000 before this connection's first number, is -100000 and not 4294867296. */
export const seqShown = (relative: number): number => (relative >= 2 ** 32 - BELOW_FIRST ? relative - 2 ** 32 : relative)
