import * as v from 'valibot'

/** Which number of a connection a sequence or acknowledgment number counts from. */
export const SEQUENCE_ORIGINS = ['start', 'first', 'next', 'fin'] as const
export type SequenceOrigin = (typeof SEQUENCE_ORIGINS)[number]

/**
 * A sequence number in terms of a connection: `next` (what the end would send next), `fin` (its FIN), `first` (its first byte of data), `start` (its SYN), each with
 * `+N` or `-N`; a number alone counts from `start`, as relative numbers do.
 */
export interface SequenceSpec {
  readonly origin: SequenceOrigin
  readonly plus: number
}

export function parseSequence(text: string | number): SequenceSpec | undefined {
  if (typeof text === 'number') return Number.isInteger(text) && text >= 0 && text < 2 ** 31 ? { origin: 'start', plus: text } : undefined
  const match = /^(start|first|next|fin)(?:([+-])([0-9]{1,9}))?$/.exec(text.replaceAll(' ', ''))
  const origin = SEQUENCE_ORIGINS.find((origin) => origin === match?.[1])
  if (!match || origin === undefined) return undefined
  return { origin, plus: Number(match[3] ?? 0) * (match[2] === '-' ? -1 : 1) }
}

export const sequenceSchema = v.pipe(v.union([v.string(), v.number()]), v.rawTransform(({ dataset, addIssue, NEVER }): SequenceSpec => {
  const spec = parseSequence(dataset.value)
  if (spec !== undefined) return spec
  addIssue({ message: 'form:sequence' })
  return NEVER
}))
