import * as v from 'valibot'
import { ENDS, TCP_STATES } from '../tcp/state'
import { claimSchema } from './claim'
import { durationSchema } from './duration'
import { matchSchema } from './match'
import { nameSchema, ordinalSchema } from './name'
import { textSchema } from './text'
import { whenSchema } from './when'

const base = { id: nameSchema, question: textSchema, when: v.exactOptional(whenSchema) }
const place = { connection: ordinalSchema, end: v.picklist(ENDS) }

/** A question asked before the run. No answer is stored: it is computed from what this kernel did in this run. */
export const predictionSchema = v.variant('kind', [
  /** The right option is the first whose claims all hold. */
  v.strictObject({
    ...base, kind: v.literal('choice'),
    options: v.pipe(v.array(v.strictObject({ id: nameSchema, text: textSchema, if: v.pipe(v.array(claimSchema), v.nonEmpty()) })), v.minLength(2), v.maxLength(16))
  }),
  /** The answer is the state of an end, so long after a step began. */
  v.strictObject({ ...base, kind: v.literal('state'), of: v.strictObject({ ...place, after: nameSchema, plus: v.optional(durationSchema, '0s') }) }),
  /** The answer is a number: how long an end's last stay in a state was (s), how many such segments came, how far a counter moved, how many ends were in a state. */
  v.strictObject({
    ...base, kind: v.literal('number'), unit: v.exactOptional(textSchema),
    of: v.union([
      v.strictObject({ ...place, state: v.picklist(TCP_STATES) }), v.strictObject({ segments: matchSchema }), v.strictObject({ counter: v.string() }),
      v.strictObject({ population: v.picklist(TCP_STATES), end: v.exactOptional(v.picklist(ENDS)), at: v.exactOptional(nameSchema) }), v.strictObject({ done: nameSchema })
    ]),
    /** A guess this near is right: a length of time, or a number. */
    tolerance: v.union([durationSchema, v.pipe(v.number(), v.minValue(0))])
  }),
  /** The answer is the order in which the segments came; given as ids joined by commas. */
  v.strictObject({
    ...base, kind: v.literal('order'),
    segments: v.pipe(v.array(v.strictObject({ id: nameSchema, text: textSchema, is: matchSchema })), v.minLength(2), v.maxLength(8))
  })
])
export type Prediction = v.InferOutput<typeof predictionSchema>
