import * as v from 'valibot'
import { TCP_STATES, ENDS } from '../tcp/state'
import { VERDICTS } from '../model/events'
import { matchFields } from './match'
import { isMapping } from './name'
import { textSchema } from './text'

const nth = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 1)
const { connection: _connection, ...segment } = matchFields
const start = v.picklist(['start'])
const stateMark = v.strictObject({ end: v.picklist(ENDS), state: v.picklist(TCP_STATES), nth })
const segmentMark = v.strictObject({ ...segment, verdict: v.exactOptional(v.picklist(VERDICTS)), nth })
/** Where a life's zero is: its first segment, its n-th such segment, or the n-th time an end entered a state. */
const markSchema = v.lazy((input): typeof start | typeof stateMark | typeof segmentMark =>
  (!isMapping(input) ? start : typeof input === 'object' && input !== null && 'state' in input ? stateMark : segmentMark))
export type Mark = v.InferOutput<typeof start> | v.InferOutput<typeof stateMark> | v.InferOutput<typeof segmentMark>

/** Connections of one run that are shown beside each other on one time axis, each with its zero at the mark. */
export const compareSchema = v.strictObject({
  title: textSchema,
  mark: v.optional(markSchema, 'start'),
  /** What the mark is, for people: `the FIN comes again`. */
  zero: v.exactOptional(textSchema),
  sides: v.pipe(v.array(v.strictObject({
    connection: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)),
    /** Without one: the connection's name. */
    title: v.exactOptional(textSchema),
    /** A zero of its own. */
    mark: v.exactOptional(markSchema)
  })), v.minLength(2), v.maxLength(4))
})
export type Compare = v.InferOutput<typeof compareSchema>
