import * as v from 'valibot'
import { parseEndpoint } from '../model/endpoint'
import { ENDS } from '../tcp/state'
import { durationSchema } from './duration'
import { flagsSchema, matchSchema } from './match'
import { nameSchema, ordinalSchema } from './name'
import { rangeOf } from './range'
import { sequenceSchema } from './sequence-spec'
import { textSchema } from './text'
import { whenSchema } from './when'

// Steps that change the laboratory itself or run something in it; those of single sockets are in step.ts.

const base = { id: nameSchema, title: textSchema, when: v.exactOptional(whenSchema) }
const count = (most: number): v.GenericSchema<number> => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most))
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))
const text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(1024))
const errno = v.pipe(v.string(), v.regex(/^E[A-Z0-9]{1,24}$/, 'form:errno'))
export const sysctlName = v.pipe(v.string(), v.regex(/^net\.(?:ipv4|ipv6|core|mptcp)(?:\.[a-z0-9_]+)+$/, 'form:sysctl'))
const usualWait = '10s'

/** Which of the matching segments: all, the first so many, or the n-th alone. */
const which = v.optional(v.union([v.literal('all'), v.strictObject({ first: count(1000) }), v.strictObject({ nth: count(1000) })]), 'all')
const fault = { ...base, as: nameSchema, segments: matchSchema, which }
/** The segment of an earlier match, as it was captured. */
const copy = v.strictObject({ of: matchSchema, nth: v.optional(count(1000), 1) })

export const labStepSchema = v.variant('do', [
  v.strictObject({ ...base, do: v.literal('sysctl'), name: sysctlName, value: v.union([v.string(), v.pipe(v.number(), v.integer())]) }),
  v.strictObject({ ...fault, do: v.literal('drop') }),
  v.strictObject({ ...fault, do: v.literal('hold') }),
  v.strictObject({ ...fault, do: v.literal('duplicate') }),
  v.strictObject({ ...fault, do: v.literal('corrupt') }),
  /** Ends a fault; what a `hold` kept is sent on (unless `send` is false), in its order or the reverse. */
  v.strictObject({ ...base, do: v.literal('release'), what: nameSchema, order: v.optional(v.picklist(['same', 'reversed']), 'same'), send: v.optional(v.boolean(), true) }),
  /** Sends a segment that neither end sent: a copy of one that was captured, or one that is built. What is given overrides the copy. */
  v.strictObject({
    ...base, do: v.literal('inject'), connection: ordinalSchema, from: v.picklist(ENDS), copy: v.exactOptional(copy), flags: v.exactOptional(flagsSchema),
    seq: v.exactOptional(sequenceSchema), ack: v.exactOptional(sequenceSchema), text: v.exactOptional(text),
    timestamps: v.exactOptional(v.picklist(['newer', 'same', 'older', 'none'])), window: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)))
  }),
  /** Takes the row away without a packet (SOCK_DESTROY): what if there were no TIME-WAIT? */
  v.strictObject({ ...base, do: v.literal('destroy'), connection: ordinalSchema, end: v.picklist(ENDS) }),
  /** A new incarnation of a connection's 4-tuple, ESTABLISHED at both ends without a segment (TCP_REPAIR), with the given next sequence numbers. */
  v.strictObject({
    ...base, do: v.literal('restore'), client: nameSchema, server: nameSchema, connection: ordinalSchema,
    next: v.strictObject({ client: sequenceSchema, server: sequenceSchema })
  }),
  v.strictObject({
    ...base, do: v.literal('run'), as: nameSchema, command: v.pipe(v.array(v.pipe(v.string(), v.maxLength(4096))), v.nonEmpty(), v.maxLength(64)),
    wait: v.optional(v.boolean(), true), within: v.optional(durationSchema, usualWait)
  }),
  v.pipe(
    v.strictObject({ ...base, do: v.literal('type'), program: nameSchema, text: v.exactOptional(text), key: v.exactOptional(v.picklist(['Ctrl-C', 'Ctrl-D', 'Enter'])) }),
    v.check((step) => (step.text === undefined) !== (step.key === undefined), 'exactly-one:text,key')
  ),
  /** Opens so many connections one after another; `closes` says who closes each first, `keep` which end is not closed at all, `ports` from which connect() chooses. */
  v.strictObject({
    ...base, do: v.literal('many'), as: nameSchema, to: v.pipe(v.string(), v.check((text) => v.is(nameSchema, text) || parseEndpoint(text) !== undefined, 'form:endpoint')),
    count: count(65_536), closes: v.optional(v.picklist([...ENDS, 'none']), 'client'), keep: v.exactOptional(v.picklist(ENDS)), until: v.exactOptional(errno),
    ports: v.exactOptional(rangeOf(port)),
    within: v.optional(durationSchema, '60s')
  }),
  /** Closes what a `many` has left open. */
  v.strictObject({ ...base, do: v.literal('close-many'), what: nameSchema })
])
export type LabStep = v.InferOutput<typeof labStepSchema>
export type LabStepOf<Do extends LabStep['do']> = Extract<LabStep, { do: Do }>
export type FaultStep = LabStepOf<'drop' | 'hold' | 'duplicate' | 'corrupt'>
export const isFaultStep = (step: { readonly do: string }): step is FaultStep => step.do === 'drop' || step.do === 'hold' || step.do === 'duplicate' || step.do === 'corrupt'
const LAB_STEPS: ReadonlySet<string> = new Set(labStepSchema.options.map((option) => ('entries' in option ? option.entries.do.literal : '')))
export const isLabStep = (step: { readonly do: string }): step is LabStep => LAB_STEPS.has(step.do)
