import * as v from 'valibot'
import { ENDS, TCP_STATES } from '../tcp/state'
import { claimSchema } from './claim'
import { durationSchema } from './duration'
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
  /** The answer is how long an end's last stay in a state was, in seconds. */
  v.strictObject({
    ...base, kind: v.literal('number'), unit: v.literal('s'), of: v.strictObject({ ...place, state: v.picklist(TCP_STATES) }),
    /** A guess this near is right. */
    tolerance: durationSchema
  })
])
export type Prediction = v.InferOutput<typeof predictionSchema>
