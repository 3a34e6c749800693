import * as v from 'valibot'
import { assert } from '../base/assert'
import { checkSchema } from './claim'
import type { Check } from './claim'
import { compareSchema } from './compare'
import type { Compare } from './compare'
import { hostsSchema } from './hosts'
import { isMapping, mappingOf, nameSchema } from './name'
import type { Param, Params } from './params'
import { paramSchema } from './params'
import { predictionSchema } from './prediction'
import type { Prediction } from './prediction'
import { socketSchema, stepSchema } from './step'
import type { SocketPlan, Step } from './step'
import { substitute } from './template'
import type { Derived } from './template'
import { textSchema } from './text'
import type { Text } from './text'
import { isWanted } from './when'

/** What a machine must have, beside the sandbox, for the checks to be decided. */
export const NEEDS = ['capture', 'sock-diag', 'ipv6', 'nft', 'raw-socket', 'tcp-repair', 'nc', 'pty'] as const
const setting = v.pipe(v.string(), v.regex(/^sysctl:net(?:\.[a-z0-9_]+)+$/, 'form:sysctl'))
const oneOfNeeds = v.picklist(NEEDS)
const need = v.lazy((input): typeof oneOfNeeds | typeof setting => (typeof input === 'string' && input.startsWith('sysctl:') ? setting : oneOfNeeds))
/** One of NEEDS, or `sysctl:net.ipv4.tcp_tw_reuse_delay`: a setting that this kernel must have. */
export type Need = v.InferOutput<typeof need>
/** Figures from books, shown as such: nothing here was measured. */
const literatureSchema = v.strictObject({
  title: textSchema, columns: v.pipe(v.array(textSchema), v.minLength(2), v.maxLength(8)),
  rows: v.pipe(v.array(v.pipe(v.array(textSchema), v.minLength(2), v.maxLength(8))), v.minLength(1), v.maxLength(64)), source: textSchema
})

const section = v.pipe(v.string(), v.regex(/^[0-9]+(?:\.[0-9]+)*$/, 'form:section'))
const rfcReference = v.strictObject({ rfc: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(99_999)), section, about: textSchema })
const kernelReference = v.strictObject({
  kernel: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]*(?:\/[a-z0-9_-]+)+\.[ch]$/, 'form:kernel-file')),
  function: v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'form:function')), about: textSchema
})
const referenceSchema = v.lazy((input): typeof kernelReference | typeof rfcReference =>
  typeof input === 'object' && input !== null && 'kernel' in input ? kernelReference : rfcReference)
/** Where it is written: a section of an RFC, or a function (or constant) of the kernel's source. */
export type Reference = v.InferOutput<typeof rfcReference> | v.InferOutput<typeof kernelReference>

export type Literature = v.InferOutput<typeof literatureSchema>

/** The file, without what may hold `${parameters}`: that is checked for every combination of them. */
const file = v.strictObject({
  id: nameSchema,
  title: textSchema,
  question: textSchema,
  /** How long a run takes, in seconds, as the list of experiments tells it. */
  seconds: v.pipe(v.number(), v.minValue(0), v.maxValue(3600)),
  needs: v.array(need),
  hosts: v.optional(hostsSchema, {}),
  /** Names of the first, second … connection, for the chart. */
  connections: v.optional(v.array(textSchema), []),
  /** Titles of the tables in which checks stand. */
  tables: v.optional(mappingOf(textSchema), {}),
  literature: v.optional(v.array(literatureSchema), []),
  /** Connections shown beside each other. */
  compare: v.optional(v.pipe(v.array(compareSchema), v.maxLength(8)), []),
  params: v.optional(mappingOf(paramSchema), {}),
  derived: v.optional(mappingOf(v.strictObject({ of: nameSchema, is: mappingOf(nameSchema) })), {}),
  sockets: v.unknown(),
  steps: v.unknown(),
  predictions: v.optional(v.unknown(), []),
  checks: v.unknown(),
  explanation: textSchema,
  misconceptions: v.optional(v.array(v.strictObject({ said: textSchema, so: textSchema })), []),
  references: v.pipe(v.array(referenceSchema), v.minLength(1))
})
export const fileSchema = v.pipe(v.unknown(), v.check(isMapping, 'mapping'), file)

const { needs, hosts, tables, params, derived, sockets, steps, predictions, checks } = file.entries
/** What of a file its body needs: a fault elsewhere does not keep the body from being checked, too. */
export const bodyFileSchema = v.object({ needs, hosts, tables, params, derived, sockets, steps, predictions, checks })

/** What parameters may be put into. */
export const bodySchema = v.object({
  sockets: v.pipe(mappingOf(socketSchema), v.minEntries(1)),
  steps: v.pipe(v.array(stepSchema), v.minLength(1), v.maxLength(2000)),
  predictions: v.array(predictionSchema),
  checks: v.pipe(v.array(checkSchema), v.minLength(1))
})
export type Body = v.InferOutput<typeof bodySchema>

/** An experiment as its file has it; made by parseExperiment() only, so every Plan of it is sound. */
export interface Experiment {
  readonly id: string
  readonly title: Text
  /** What the experiment asks; shown first. */
  readonly question: Text
  readonly seconds: number
  readonly needs: readonly Need[]
  /** Addresses that its loopback gets, by name. */
  readonly hosts: Readonly<Record<string, string>>
  readonly connections: readonly Text[]
  readonly tables: Readonly<Record<string, Text>>
  readonly literature: readonly Literature[]
  readonly compare: readonly Compare[]
  /** In the file's order. */
  readonly params: readonly Param[]
  /** Shown after the run. */
  readonly explanation: Text
  /** What people say, and what is so. */
  readonly misconceptions: readonly { readonly said: Text; readonly so: Text }[]
  readonly references: readonly Reference[]
  readonly template: ExperimentTemplate
}

/** Sockets, steps, predictions and checks before the parameters are put in: for planOf() only. */
export interface ExperimentTemplate {
  readonly derived: readonly Derived[]
  readonly body: unknown
}

/** An experiment with its parameters put in. */
export interface Plan {
  readonly id: string
  readonly params: Params
  readonly sockets: ReadonlyMap<string, SocketPlan>
  readonly steps: readonly Step[]
  readonly predictions: readonly Prediction[]
  readonly checks: readonly Check[]
  readonly compare: readonly Compare[]
}

/** @param params from resolveParams() */
export function planOf(experiment: Pick<Experiment, 'id' | 'params' | 'template' | 'compare'>, params: Params): Plan {
  const { tree } = substitute(experiment.template.body, { params: experiment.params, derived: experiment.template.derived }, params)
  const body = v.safeParse(bodySchema, tree)
  assert(body.success, `experiment ${experiment.id} does not fit its parameters`)
  const { sockets, steps, predictions, checks } = body.output
  const wanted = <T extends { readonly when?: Parameters<typeof isWanted>[0] }>(items: readonly T[]): readonly T[] => items.filter(({ when }) => isWanted(when, params))
  return { id: experiment.id, params, sockets: new Map(Object.entries(sockets)), steps: wanted(steps), predictions: wanted(predictions), checks: wanted(checks), compare: experiment.compare }
}
