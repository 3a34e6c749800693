import * as v from 'valibot'
import { mappingOf } from './name'
import type { Params } from './params'

const value = v.union([v.string(), v.number(), v.boolean()])

/** Conditions on parameters, all of which must hold: `{ first: client }`, `{ size: [1, 2] }`. */
export const whenSchema = mappingOf(v.union([value, v.array(value)]))
export type When = v.InferOutput<typeof whenSchema>

export const isWanted = (when: When | undefined, params: Params): boolean =>
  when === undefined || Object.entries(when).every(([name, wanted]) => [wanted].flat().includes(params[name] ?? ''))
