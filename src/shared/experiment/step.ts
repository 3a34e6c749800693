import * as v from 'valibot'
import { parseEndpoint } from '../model/endpoint'
import { timerEvent } from '../model/events'
import { TIMER_KINDS } from '../model/socket-sample'
import { ENDS, TCP_STATES } from '../tcp/state'
import { durationSchema, parseDuration } from './duration'
import type { Duration } from './duration'
import { labStepSchema } from './lab-step'
import { matchSchema } from './match'
import { nameSchema, ordinalSchema } from './name'
import { countsSchema } from './range'
import { textSchema } from './text'
import { whenSchema } from './when'

const port = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))
const count = (most: number): v.GenericSchema<number> => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most))
const address = v.pipe(v.string(), v.check((text) => isAddress(text), 'form:address'))
const errno = v.pipe(v.string(), v.regex(/^E[A-Z0-9]{1,24}$/, 'form:errno'))

/** A whole IP address in text; what it means is left to the kernel. */
function isAddress(text: string): boolean {
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  return octets ? octets.slice(1).every((octet) => Number(octet) <= 255) : /^[0-9a-fA-F:]{2,39}$/.test(text) && text.includes(':')
}

/** A socket of the laboratory, by name. It is made when a step first uses it. */
export const socketSchema = v.strictObject({
  /** Which end of its connection it is; a listening socket is the server's. */
  end: v.picklist(ENDS),
  /** bind(2) to this address and port before listen() or connect(); without either, connect() chooses. */
  address: v.exactOptional(address),
  port: v.exactOptional(port),
  /** SO_REUSEADDR, set before bind(). */
  reuseAddress: v.exactOptional(v.boolean()),
  /** IP_BIND_ADDRESS_NO_PORT: bind() fixes the address alone, connect() chooses the port. */
  bindNoPort: v.exactOptional(v.boolean()),
  /** TCP_LINGER2, seconds: how long a closed socket may stay in FIN-WAIT-2; below 0: not at all. */
  finWait2Seconds: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(60))),
  /** SO_RCVBUF and SO_SNDBUF, bytes. */
  receiveBuffer: v.exactOptional(count(1_048_576)),
  sendBuffer: v.exactOptional(count(1_048_576)),
  noDelay: v.exactOptional(v.boolean())
})
export type SocketPlan = v.InferOutput<typeof socketSchema>

/** Limit of a step that says none. */
export const USUAL_LIMIT: Duration = parseDuration('5s') ?? { text: '5s', fixedMs: 5_000, wheelsOfMs: [] }

const base = { id: nameSchema, title: textSchema, when: v.exactOptional(whenSchema) }
/** Steps that make system calls may name the errors that do not end the run: whether they happened is for a check to say. */
const calls = { ...base, who: nameSchema, mayFail: v.exactOptional(v.pipe(v.array(errno), v.nonEmpty())) }
const within = v.optional(durationSchema, USUAL_LIMIT.text)
const wait = { ...base, do: v.literal('wait-until'), connection: ordinalSchema, within: durationSchema }

export const stepSchema = v.variant('do', [
  v.strictObject({ ...calls, do: v.literal('listen'), backlog: v.optional(count(4096), 16) }),
  v.strictObject({
    ...calls, do: v.literal('connect'), within,
    /** false: the step ends with the call; the handshake may never be done. */
    wait: v.optional(v.boolean(), true),
    /** A listening socket's name, or an endpoint. */
    to: v.pipe(v.string(), v.check((text) => v.is(nameSchema, text) || parseEndpoint(text) !== undefined, 'form:endpoint'))
  }),
  v.strictObject({ ...calls, do: v.literal('accept'), as: nameSchema, within }),
  v.pipe(
    v.strictObject({
      ...calls, do: v.literal('send'), within, text: v.exactOptional(v.pipe(v.string(), v.nonEmpty(), v.maxLength(65_536))), bytes: v.exactOptional(count(16_777_216))
    }),
    v.check(({ text, bytes }) => (text === undefined) !== (bytes === undefined), 'exactly-one:text,bytes')
  ),
  v.pipe(
    v.strictObject({
      ...calls, do: v.literal('recv'), within, bytes: v.exactOptional(count(16_777_216)), until: v.exactOptional(v.literal('end')),
      /** One call, at once, whatever it answers. */
      once: v.exactOptional(v.literal(true)),
      /** As a program of its own sits in recv(): nothing else of the laboratory gets its turn between what comes and the next step (20 ms at most, then it waits as all others do). */
      blocking: v.exactOptional(v.literal(true))
    }),
    v.check(({ until, bytes, once }) => [until, bytes, once].filter((field) => field !== undefined).length === 1, 'exactly-one:bytes,until,once')
  ),
  v.strictObject({ ...calls, do: v.literal('shutdown'), how: v.picklist(['read', 'write', 'both']) }),
  /** What has happened to the connection since (getsockopt, SO_ERROR): told and, with `mayFail`, no reason to end. */
  v.strictObject({ ...calls, do: v.literal('error') }),
  v.strictObject({ ...calls, do: v.literal('close') }),
  /** SO_LINGER with 0 seconds, then close(): a RST instead of a FIN. */
  v.strictObject({ ...calls, do: v.literal('reset') }),
  v.strictObject({ ...base, do: v.literal('pause'), for: durationSchema }),
  v.variant('event', [
    v.strictObject({ ...wait, event: v.literal('state'), end: v.picklist(ENDS), state: v.picklist(TCP_STATES) }),
    v.strictObject({ ...wait, event: v.literal('timer'), end: v.picklist(ENDS), timer: v.picklist(TIMER_KINDS), change: timerEvent.entries.event }),
    v.strictObject({ ...wait, event: v.literal('over') }),
    /** So many such segments were captured. */
    v.strictObject({ ...base, do: v.literal('wait-until'), event: v.literal('segment'), segments: matchSchema, count: v.optional(count(100_000), 1), within: durationSchema }),
    /** A fault has met so many segments. */
    v.strictObject({ ...base, do: v.literal('wait-until'), event: v.literal('met'), fault: nameSchema, count: v.optional(count(100_000), 1), within: durationSchema }),
    v.strictObject({ ...base, do: v.literal('wait-until'), event: v.literal('ended'), program: nameSchema, within: durationSchema }),
    v.strictObject({ ...base, do: v.literal('wait-until'), event: v.literal('printed'), program: nameSchema, text: v.pipe(v.string(), v.nonEmpty()), within: durationSchema }),
    /** So many ends are in the state at one time. */
    v.strictObject({
      ...base, do: v.literal('wait-until'), event: v.literal('population'), end: v.exactOptional(v.picklist(ENDS)), state: v.picklist(TCP_STATES),
      count: countsSchema, within: durationSchema
    })
  ]),
  ...labStepSchema.options
])
export type Step = v.InferOutput<typeof stepSchema>
/** Steps that make system calls on one socket. */
export type SocketStep = StepOf<'listen' | 'connect' | 'accept' | 'send' | 'recv' | 'shutdown' | 'error' | 'close' | 'reset'>
export type StepOf<Do extends Step['do']> = Extract<Step, { do: Do }>
