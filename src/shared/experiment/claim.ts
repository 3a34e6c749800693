import * as v from 'valibot'
import { CAUSES, EVIDENCE, timerEvent, VERDICTS } from '../model/events'
import { TIMER_KINDS } from '../model/socket-sample'
import { ENDS, TCP_STATES } from '../tcp/state'
import { durationSchema } from './duration'
import { flagsSchema, matchFields, matchSchema } from './match'
import { nameSchema, ordinalNumber, ordinalSchema } from './name'
import { countsSchema } from './range'
import { textSchema } from './text'
import { whenSchema } from './when'

const end = v.picklist(ENDS)
const state = v.picklist(TCP_STATES)
const range = v.strictTuple([durationSchema, durationSchema])
const connection = ordinalSchema
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const counts = countsSchema
const step = nameSchema
/** Segments alone, of those a match names: with this verdict, after a step began, before a step began. */
const segments = { ...matchFields, verdict: v.exactOptional(v.picklist(VERDICTS)), after: v.exactOptional(step), before: v.exactOptional(step) }
const words = v.pipe(v.string(), v.nonEmpty(), v.maxLength(1024))

const claims = {
  /** The end was in the state, at some time. With `evidence`: and that is known at least so well. */
  reached: { that: v.literal('reached'), connection, end, state, evidence: v.exactOptional(v.picklist(EVIDENCE)) },
  /** The end was never in the state. */
  never: { that: v.literal('never'), connection, end, state },
  /** The end went through these states one after another, with none between; and when the last is CLOSED, with none after. */
  path: { that: v.literal('path'), connection, end, states: v.pipe(v.array(state), v.minLength(2)) },
  /** The end's last stay in the state was so long. */
  lasted: { that: v.literal('lasted'), connection, end, state, between: range },
  /** The end sent so many such segments (at least one, when `count` is absent). */
  segment: { that: v.literal('segment'), ...segments, count: v.exactOptional(counts) },
  /** The first such segment of the end (with `every`: each of them) was acknowledged by one of the other end that has `by`; `within`: the time between the two. */
  answered: { that: v.literal('answered'), ...segments, by: flagsSchema, within: v.exactOptional(range), every: v.exactOptional(v.literal(true)) },
  /** Segments of one connection came one after another in this order; with `only`: and no other came between the first and the last of them. */
  order: { that: v.literal('order'), of: v.pipe(v.array(matchSchema), v.minLength(2), v.maxLength(32)), only: v.exactOptional(v.literal(true)), after: v.exactOptional(step) },
  /** A timer of the end did this so many times (at least once, when `count` is absent); with `through`: of the connections up to that one, all together. */
  timer: { that: v.literal('timer'), connection, through: v.exactOptional(ordinalNumber), end, timer: v.picklist(TIMER_KINDS), change: timerEvent.entries.event, count: v.exactOptional(counts) },
  /** The end entered the state for this reason. */
  entered: { that: v.literal('entered'), connection, end, state, cause: v.picklist(CAUSES) },
  /** In this state the end's socket belonged to a process (`some`), or to none any more. */
  owner: { that: v.literal('owner'), connection, end, state, process: v.picklist(['some', 'none']) },
  /** One of the kernel's counters moved so far. */
  counter: { that: v.literal('counter'), name: v.pipe(v.string(), v.regex(/^[A-Z][A-Za-z0-9]{2,63}$/, 'form:counter')), moved: counts },
  /** So many ends were in the state: when a step had ended, or (without `at`) at most at any one time. */
  population: { that: v.literal('population'), end: v.exactOptional(end), state, count: counts, at: v.exactOptional(step) },
  /** A fault has met so many segments. */
  met: { that: v.literal('met'), fault: nameSchema, count: v.exactOptional(counts) },
  /** What recv() gave this socket, all of it. */
  read: { that: v.literal('read'), who: nameSchema, text: v.pipe(v.string(), v.maxLength(1024)) },
  /** The program printed this, or printed nothing like it. */
  printed: { that: v.literal('printed'), program: nameSchema, text: words },
  unprinted: { that: v.literal('unprinted'), program: nameSchema, text: words },
  exit: { that: v.literal('exit'), program: nameSchema, code: v.exactOptional(count), signal: v.exactOptional(v.pipe(v.string(), v.regex(/^SIG[A-Z0-9]{2,8}$/, 'form:signal'))) },
  /** A system call of the end gave this error (`none`: every such call succeeded). */
  call: {
    that: v.literal('call'), end: v.exactOptional(end), call: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9_]{0,31}$/, 'form:function')),
    errno: v.pipe(v.string(), v.regex(/^(?:none|E[A-Z0-9]{1,24})$/, 'form:errno')),
    /** Only calls of this socket of the experiment; how many of them. */
    who: v.exactOptional(nameSchema), count: v.exactOptional(counts), after: v.exactOptional(step)
  },
  /** What the end sent is what the other received, byte for byte counted: by the programs' calls and by the segments. With `equal: false`: less was received. */
  bytes: { that: v.literal('bytes'), connection, from: end, count: v.exactOptional(count), equal: v.exactOptional(v.literal(false)) },
  /** Packets and kernel never disagreed about a state. */
  agreed: { that: v.literal('agreed') },
  /** No packet was dropped by the capture, and the engine never stopped watching. */
  lossless: { that: v.literal('lossless') }
}

export const claimSchema = v.variant('that', [
  v.strictObject(claims.reached), v.strictObject(claims.never), v.strictObject(claims.path), v.strictObject(claims.lasted),
  v.strictObject(claims.segment), v.strictObject(claims.answered), v.strictObject(claims.order), v.strictObject(claims.timer),
  v.strictObject(claims.entered), v.strictObject(claims.owner), v.strictObject(claims.counter), v.strictObject(claims.population),
  v.strictObject(claims.met), v.strictObject(claims.read), v.strictObject(claims.printed), v.strictObject(claims.unprinted),
  v.strictObject(claims.exit), v.strictObject(claims.call), v.strictObject(claims.bytes), v.strictObject(claims.agreed),
  v.strictObject(claims.lossless)
])
/** What packets and kernel can prove or disprove: the vocabulary of checks, of predictions' answers and of grading. */
export type Claim = v.InferOutput<typeof claimSchema>
export type ClaimOf<That extends Claim['that']> = Extract<Claim, { that: That }>

/** Where a check stands in one of the experiment's tables. */
const cell = v.strictObject({ table: nameSchema, row: textSchema, column: textSchema })
const check = { id: nameSchema, title: textSchema, when: v.exactOptional(whenSchema), cell: v.exactOptional(cell) }
export const checkSchema = v.variant('that', [
  v.strictObject({ ...check, ...claims.reached }), v.strictObject({ ...check, ...claims.never }),
  v.strictObject({ ...check, ...claims.path }), v.strictObject({ ...check, ...claims.lasted }),
  v.strictObject({ ...check, ...claims.segment }), v.strictObject({ ...check, ...claims.answered }),
  v.strictObject({ ...check, ...claims.order }), v.strictObject({ ...check, ...claims.timer }),
  v.strictObject({ ...check, ...claims.entered }), v.strictObject({ ...check, ...claims.owner }),
  v.strictObject({ ...check, ...claims.counter }), v.strictObject({ ...check, ...claims.population }),
  v.strictObject({ ...check, ...claims.met }), v.strictObject({ ...check, ...claims.read }),
  v.strictObject({ ...check, ...claims.printed }), v.strictObject({ ...check, ...claims.unprinted }),
  v.strictObject({ ...check, ...claims.exit }), v.strictObject({ ...check, ...claims.call }), v.strictObject({ ...check, ...claims.bytes }),
  v.strictObject({ ...check, ...claims.agreed }), v.strictObject({ ...check, ...claims.lossless })
])
/** A claim with a title, decided at the end of a run. */
export type Check = v.InferOutput<typeof checkSchema>
