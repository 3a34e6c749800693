import * as v from 'valibot'
import { ACK, FIN, flagsFromText, flagsText, PSH, RST, SYN } from '../tcp/flags'
import { ENDS } from '../tcp/state'
import type { End } from '../tcp/state'
import { ordinalSchema } from './name'
import { rangeOf } from './range'

const isFlags = (text: string): boolean => flagsFromText(text) !== 0 && flagsText(flagsFromText(text)).split(',').length === text.split(',').length
/** Control bits as people write them: `FIN`, `SYN,ACK`. */
export const flagsSchema = v.pipe(v.string(), v.check(isFlags, 'form:flags'))
const bytes = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))

/** Which segments of a connection are meant. All that is given must be so. */
export const matchFields = {
  connection: ordinalSchema,
  from: v.picklist(ENDS),
  /** At least these control bits. */
  flags: v.exactOptional(flagsSchema),
  /** These control bits and no others. PSH counts only where it is named. */
  exactly: v.exactOptional(flagsSchema),
  /** None of these. */
  without: v.exactOptional(flagsSchema),
  /** Bytes of payload, from and to. */
  len: v.exactOptional(rangeOf(bytes))
}
export const matchSchema = v.strictObject(matchFields)
export type Match = v.InferOutput<typeof matchSchema>

/** What a match says of the bits and the payload, in numbers. */
export interface SegmentTest {
  /** Bits that are looked at, and what they must be. */
  readonly mask: number
  readonly bits: number
  readonly len: readonly [number, number]
}

const LOOKED_AT = FIN | SYN | RST | ACK

export function segmentTest({ flags, exactly, without, len = [0, 65_535] }: Omit<Match, 'connection' | 'from'>): SegmentTest {
  const wanted = flagsFromText(flags ?? '') | flagsFromText(exactly ?? '')
  const looked = exactly === undefined ? 0 : LOOKED_AT | (wanted & PSH)
  return { mask: wanted | looked | flagsFromText(without ?? ''), bits: wanted, len }
}

export const passes = ({ mask, bits, len }: SegmentTest, flags: number, payload: number): boolean =>
  (flags & mask) === bits && payload >= len[0] && payload <= len[1]

/** `client FIN`, `server ACK without PSH, 4-4 bytes`: for people. */
export function matchText({ from, flags, exactly, without, len }: Omit<Match, 'connection'> & { readonly from: End }): string {
  const bits = exactly === undefined ? (flags ?? '') : `=${exactly}`
  return [from, bits, without === undefined ? '' : `-${without}`, len === undefined ? '' : `${len[0]}..${len[1]} B`].filter((part) => part !== '').join(' ')
}
