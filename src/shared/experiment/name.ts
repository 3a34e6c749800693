import * as v from 'valibot'

/** Ids of experiments, steps, checks; names of parameters, sockets, choices: `lost-final-ack`. */
export const nameSchema = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'form:name'), v.maxLength(64))

/** Which connection of the session is meant: 1 for the first that was seen, and when nothing is said. */
export const ordinalSchema = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)), 1)
export const ordinalNumber = ordinalSchema.wrapped

export const isMapping = (input: unknown): boolean => typeof input === 'object' && input !== null && !Array.isArray(input)

/** A mapping of names to values. (The schema library's record would take a list for one.) */
export const mappingOf = <const Value extends v.GenericSchema>(value: Value): v.GenericSchema<unknown, Record<string, v.InferOutput<Value>>> =>
  v.pipe(v.unknown(), v.check(isMapping, 'mapping'), v.record(nameSchema, value))
