import * as v from 'valibot'
import { EVIDENCE } from '../model/events'
import { flagsFromText, flagsText } from '../tcp/flags'
import { ENDS, TCP_STATES } from '../tcp/state'
import { durationSchema } from './duration'
import { nameSchema, ordinalSchema } from './name'
import { textSchema } from './text'
import { whenSchema } from './when'

const end = v.picklist(ENDS)
const state = v.picklist(TCP_STATES)
const range = v.strictTuple([durationSchema, durationSchema])
const connection = ordinalSchema
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const flags = v.pipe(v.string(), v.check((text) => flagsText(flagsFromText(text)).split(',').length === text.split(',').length && flagsFromText(text) !== 0, 'form:flags'))

const claims = {
  /** The end was in the state, at some time. With `evidence`: and that is known at least so well. */
  reached: { that: v.literal('reached'), connection, end, state, evidence: v.exactOptional(v.picklist(EVIDENCE)) },
  /** The end was never in the state. */
  never: { that: v.literal('never'), connection, end, state },
  /** The end went through these states one after another, with none between; and when the last is CLOSED, with none after. */
  path: { that: v.literal('path'), connection, end, states: v.pipe(v.array(state), v.minLength(2)) },
  /** The end's last stay in the state was so long. */
  lasted: { that: v.literal('lasted'), connection, end, state, between: range },
  /** Segments the end sent that have all these control bits: so many (at least one, when `count` is absent). */
  segment: { that: v.literal('segment'), connection, from: end, flags, count: v.exactOptional(v.strictTuple([count, count])) },
  /** The first such segment of the end was acknowledged by one of the other end that has `by`; `within`: the time between the two. */
  answered: { that: v.literal('answered'), connection, from: end, flags, by: flags, within: v.exactOptional(range) },
  /** A system call of the end gave this error (`none`: every such call succeeded). */
  call: {
    that: v.literal('call'), end: v.exactOptional(end), call: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]{0,31}$/, 'form:function')),
    errno: v.pipe(v.string(), v.regex(/^(?:none|E[A-Z0-9]{1,24})$/, 'form:errno'))
  },
  /** What the end sent is what the other received, byte for byte counted: by the programs' calls and by the segments. */
  bytes: { that: v.literal('bytes'), connection, from: end, count: v.exactOptional(count) },
  /** Packets and kernel never disagreed about a state. */
  agreed: { that: v.literal('agreed') },
  /** No packet was dropped by the capture, and the engine never stopped watching. */
  lossless: { that: v.literal('lossless') }
}

export const claimSchema = v.variant('that', [
  v.strictObject(claims.reached), v.strictObject(claims.never), v.strictObject(claims.path), v.strictObject(claims.lasted), v.strictObject(claims.segment),
  v.strictObject(claims.answered), v.strictObject(claims.call), v.strictObject(claims.bytes), v.strictObject(claims.agreed), v.strictObject(claims.lossless)
])
/** What packets and kernel can prove or disprove: the vocabulary of checks, of predictions' answers and of grading. */
export type Claim = v.InferOutput<typeof claimSchema>
export type ClaimOf<That extends Claim['that']> = Extract<Claim, { that: That }>

const check = { id: nameSchema, title: textSchema, when: v.exactOptional(whenSchema) }
export const checkSchema = v.variant('that', [
  v.strictObject({ ...check, ...claims.reached }), v.strictObject({ ...check, ...claims.never }), v.strictObject({ ...check, ...claims.path }),
  v.strictObject({ ...check, ...claims.lasted }), v.strictObject({ ...check, ...claims.segment }), v.strictObject({ ...check, ...claims.answered }),
  v.strictObject({ ...check, ...claims.call }), v.strictObject({ ...check, ...claims.bytes }), v.strictObject({ ...check, ...claims.agreed }),
  v.strictObject({ ...check, ...claims.lossless })
])
/** A claim with a title, decided at the end of a run. */
export type Check = v.InferOutput<typeof checkSchema>
