import * as v from 'valibot'

const isOrdered = ([least, most]: [number, number]): boolean => least <= most

/** From so much to so much, both included. */
export const rangeOf = (bound: v.GenericSchema<number>): v.GenericSchema<[number, number]> => v.pipe(v.strictTuple([bound, bound]), v.check(isOrdered, 'least-most'))

/** How many, from and to. */
export const countsSchema = rangeOf(v.pipe(v.number(), v.integer(), v.minValue(0)))
