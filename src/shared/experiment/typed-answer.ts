import { assertNever } from '../base/assert'
import type { Language } from '../ipc/engine'
import { TCP_STATES } from '../tcp/state'
import type { Prediction } from './prediction'

/** What a question can be answered with, in the order in which it is numbered; of a number there is no list. */
export function offered(prediction: Prediction, language: Language): readonly string[] {
  switch (prediction.kind) {
    case 'choice': return prediction.options.map(({ text }) => text[language])
    case 'state': return TCP_STATES
    case 'order': return prediction.segments.map(({ text }) => text[language])
    case 'number': return []
    default: return assertNever(prediction, 'prediction')
  }
}

/** Whether the number that is asked for is a length of time, in seconds. */
export const isLength = (prediction: Prediction): boolean => prediction.kind === 'number' && 'state' in prediction.of

/**
 * What a person typed as an answer: the number of what is offered, or its name; for an order, all numbers (`2 1 3`).
 * @returns as `judge` takes it; undefined when it is no answer to this question
 */
export function typedAnswer(prediction: Prediction, typed: string): string | number | undefined {
  const text = typed.trim()
  switch (prediction.kind) {
    case 'choice': return named(prediction.options.map(({ id }) => id), text)
    case 'state': return named(TCP_STATES, text)
    case 'number': {
      const [, value, unit = ''] = /^(\d+(?:[.,]\d+)?)\s*(\S*)$/.exec(text.replace(/(?<=\d)[ _](?=\d{3}(?!\d))/g, '')) ?? []
      return value === undefined || (unit !== '' && unit !== 's' && unit !== '초' && !isUnit(prediction, unit)) ? undefined : Number(value.replace(',', '.'))
    }
    case 'order': {
      const ids = prediction.segments.map(({ id }) => id)
      const order = text.split(/[\s,]+/).map((word) => named(ids, word))
      return order.length === ids.length && new Set(order).size === ids.length && !order.includes(undefined) ? order.join(',') : undefined
    }
    default: return assertNever(prediction, 'prediction')
  }
}

const isUnit = (prediction: Extract<Prediction, { kind: 'number' }>, unit: string): boolean => prediction.unit !== undefined && [prediction.unit.en, prediction.unit.ko].includes(unit)

/** By its number from 1, or by its name: `time_wait` is TIME-WAIT. */
function named(names: readonly string[], text: string): string | undefined {
  const spelled = text.replaceAll('_', '-').toLowerCase()
  return /^\d+$/.test(text) ? names[Number(text) - 1] : names.find((name) => name.toLowerCase() === spelled)
}
