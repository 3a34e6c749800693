import type { Compare } from '../experiment/compare'
import type { Observed } from '../experiment/observed'
import type { Language } from '../ipc/engine'
import type { Cause } from '../model/events'
import { type End, ENDS, type TcpState } from '../tcp/state'
import { answerTo, type ComparedSource, type Life, lifeOf } from './life'

/** What one side shows of an aspect. Lengths of time in ns. */
export type Shown =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'answer'; readonly state: TcpState | undefined; readonly flags: string; readonly after: number }
  | { readonly kind: 'no-answer' }
  /** From the mark on. `cause`: why the last state was entered. */
  | { readonly kind: 'path'; readonly states: readonly TcpState[]; readonly cause: Cause | undefined }
  /** `over`: it has ended within what was watched. */
  | { readonly kind: 'wait'; readonly length: number; readonly over: boolean; readonly restarts: number }
  | { readonly kind: 'resets'; readonly count: number }
  | { readonly kind: 'errors'; readonly errors: readonly string[] }
  | { readonly kind: 'read'; readonly bytes: number }

export const ASPECTS = ['answer', 'path', 'wait', 'resets', 'errors', 'read'] as const
export type AspectId = (typeof ASPECTS)[number]

/** One thing that is looked at on every side. */
export interface Aspect {
  readonly id: AspectId
  /** Of this end; undefined for what belongs to the mark. */
  readonly end: End | undefined
  readonly shown: readonly Shown[]
  /** Where on each side it is to be seen, ns from the mark. */
  readonly at: readonly (number | undefined)[]
  readonly differs: boolean
}

export interface Comparison {
  readonly lives: readonly Life[]
  /** Those that say something of at least one side, in the order of ASPECTS. */
  readonly aspects: readonly Aspect[]
}

/**
 * Lives set beside each other, each with its zero at its mark. Pure: what is compared may be connections of one run or of several recordings; each source
 * says where it was observed.
 */
export function comparisonOf(sources: readonly ComparedSource[]): Comparison {
  const lives = sources.map(lifeOf)
  const aspects = ASPECTS.flatMap((id) => (id === 'answer' ? [undefined] : ENDS).map((end) => aspectOf(id, end, lives)))
  return { lives, aspects: aspects.filter(({ shown }) => shown.some(({ kind }) => kind !== 'nothing')) }
}

/** The sources of a comparison that an experiment declares, all of one run. */
export const sourcesOf = ({ mark, sides }: Compare, observed: Observed, names: readonly string[], language: Language): readonly ComparedSource[] =>
  sides.map((side) => ({ title: side.title?.[language] ?? names[side.connection - 1] ?? `c${side.connection}`, observed, connection: side.connection, mark: side.mark ?? mark }))

function aspectOf(id: AspectId, end: End | undefined, lives: readonly Life[]): Aspect {
  const looked = lives.map((life) => (life.zero === undefined ? { shown: NOTHING, at: undefined } : lookAt(id, end ?? 'client', life)))
  const shown = looked.map((look) => look.shown)
  const known = shown.filter((_, side) => lives[side]?.zero !== undefined)
  return { id, end, shown, at: looked.map(({ at }) => at), differs: known.length > 1 && (new Set(known.map(essence)).size > 1 || !alike(known)) }
}

interface Look {
  readonly shown: Shown
  readonly at: number | undefined
}

const NOTHING: Shown = { kind: 'nothing' }

function lookAt(id: AspectId, end: End, life: Life): Look {
  switch (id) {
    case 'answer': {
      if (life.marked === undefined) return { shown: NOTHING, at: undefined }
      const answer = answerTo(life)
      return answer === undefined ? { shown: { kind: 'no-answer' }, at: life.marked.at }
        : { shown: { kind: 'answer', state: answer.state, flags: answer.segment.flags, after: answer.after }, at: answer.segment.at }
    }
    case 'path': {
      const spans = life.spans[end].filter(({ to }) => to === null || to > 0)
      const last = spans.at(-1)
      return last === undefined ? { shown: NOTHING, at: undefined } : { shown: { kind: 'path', states: spans.map(({ state }) => state), cause: spans.length > 1 ? last.cause : undefined }, at: Math.max(0, last.from) }
    }
    case 'wait': {
      const span = life.spans[end].findLast(({ state }) => state === 'TIME-WAIT')
      if (span === undefined) return { shown: NOTHING, at: undefined }
      const restarts = life.restarts.filter((restart) => restart.end === end).length
      return { shown: { kind: 'wait', length: (span.to ?? life.until) - span.from, over: span.to !== null, restarts }, at: span.to ?? undefined }
    }
    case 'resets': {
      const sent = life.segments.filter(({ from, flags, at }) => from === end && at >= 0 && flags.includes('RST'))
      return { shown: sent.length === 0 ? NOTHING : { kind: 'resets', count: sent.length }, at: sent[0]?.at }
    }
    case 'errors': {
      const errors = life.errors.filter((error) => error.end === end && error.at >= 0)
      return { shown: errors.length === 0 ? NOTHING : { kind: 'errors', errors: [...new Set(errors.map(({ call, errno }) => `${call}(): ${errno}`))] }, at: errors[0]?.at }
    }
    case 'read': return { shown: life.read[end] === 0 ? NOTHING : { kind: 'read', bytes: life.read[end] }, at: undefined }
  }
}

/** Waits are alike when none is more than a tenth longer: the kernel's timer wheel alone makes them differ by 2 s of 60. */
function alike(shown: readonly Shown[]): boolean {
  const lengths = shown.flatMap((one) => (one.kind === 'wait' ? [one.length] : []))
  return lengths.length === 0 || Math.max(...lengths) <= Math.min(...lengths) * 1.1
}

function essence(shown: Shown): string {
  switch (shown.kind) {
    case 'answer': return `${shown.state} ${shown.flags}`
    case 'path': return `${shown.states.join(' ')} ${shown.cause ?? ''}`
    case 'wait': return `${shown.over} ${shown.restarts}`
    case 'resets': return String(shown.count > 0)
    case 'errors': return shown.errors.join(' ')
    case 'read': return String(shown.bytes)
    case 'nothing': case 'no-answer': return shown.kind
  }
}
