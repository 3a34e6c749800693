import type { CheckVerdict, Proof, RecordingRead, SessionHeader } from '../model/events'
import type { GradedCapture } from '../ipc/grading'
import type { Language } from '../ipc/engine'
import type { Contradiction } from './consistency'
import { mostPoints, type Rubric } from './rubric'

/**
 * Why somebody should look at a recording before its points count. `changed`, `unfinished`, `no-chain`, `order-lost`, `unordered` (all is there, in another order): what the chain of hashes says. `sorted`: another program had sorted the file, which was put back in order. `contradiction`: events that packets, or other events, contradict.
 * `unreadable`: no file that can be graded. `several-sessions`: the file holds more than one, and one of them is graded. `merged`: packets of another capture are in the file, and are left out. `same-session`, `same-packets`: another of the graded files is of the same session, or has the same segments under another session's id. `other-experiment`: not the one that the rubric is for; `no-experiment`: of
 * none. `foreign`: a capture that this program did not write.
 */
export const DOUBTS = ['unreadable', 'changed', 'unfinished', 'no-chain', 'order-lost', 'unordered', 'sorted', 'several-sessions', 'merged', 'contradiction', 'same-session', 'same-packets', 'other-experiment', 'no-experiment', 'foreign'] as const
export type DoubtKind = (typeof DOUBTS)[number]

export interface Doubt {
  readonly kind: DoubtKind
  /** The other files, the experiment, how many packets or events. */
  readonly detail: string
  /** Of `changed`: what differs, and where. */
  readonly differences?: NonNullable<RecordingRead['differences']>
  /** Of `contradiction`: how many of each kind. */
  readonly contradictions?: readonly { readonly kind: Contradiction; readonly count: number }[]
}

export interface GradedCriterion {
  readonly id: string
  readonly title: string
  readonly points: number
  readonly of: number
  readonly verdict: CheckVerdict
  /** What was measured or found: the reason for points that were lost. */
  readonly found: string
  readonly hint?: string
  readonly evidence: readonly Proof[]
}

/** One recording, graded. */
export interface Grade {
  readonly file: string
  readonly session: string
  readonly points: number
  readonly of: number
  readonly criteria: readonly GradedCriterion[]
  readonly doubts: readonly Doubt[]
  /** All points are lost for this doubt, which is one of `doubts`: no criterion was asked. */
  readonly forAll?: DoubtKind
}

/** Points for one recording; doubts that need the other recordings are added by `compare`. */
export function gradeOf(file: string, capture: GradedCapture, rubric: Rubric, language: Language): Grade {
  const { header } = capture
  const forAll = refusal(header, rubric)
  const other = forAll !== undefined
  const criteria = rubric.criteria.map(({ check, points, hint }, index): GradedCriterion => {
    const decision = capture.decisions[index]
    const verdict = decision?.verdict ?? 'unobservable'
    const earned = verdict === 'held' && !other ? points : 0
    return {
      id: check.id, title: check.title[language], points: earned, of: points, verdict, found: other ? '' : (decision?.detail ?? ''), evidence: decision?.proof ?? [],
      // What cannot be seen in a recording may have been done all the same: a hint would say that it was done wrong.
      ...(hint === undefined || other || verdict !== 'failed' ? {} : { hint: hint[language] })
    }
  })
  return {
    file, session: header.id ?? '', points: criteria.reduce((sum, { points }) => sum + points, 0), of: mostPoints(rubric), criteria,
    doubts: [...(forAll === undefined || forAll === 'foreign' ? [] : [{ kind: forAll, detail: header.experiment ?? '' }]), ...doubtsOf(capture)],
    ...(forAll === undefined ? {} : { forAll })
  }
}

/** Why a recording gets no points whatever is in it; undefined where it is what the rubric is for. */
function refusal({ id, experiment }: SessionHeader, rubric: Rubric): DoubtKind | undefined {
  if (rubric.experiment === undefined || experiment === rubric.experiment) return undefined
  return id === undefined ? 'foreign' : experiment === undefined ? 'no-experiment' : 'other-experiment'
}

/** A hand-in that cannot be read: a line like any other, without points. @param reason in the words of the failure */
export function ungraded(file: string, reason: string, rubric: Rubric, language: Language): Grade {
  return {
    file, session: '', points: 0, of: mostPoints(rubric), forAll: 'unreadable', doubts: [{ kind: 'unreadable', detail: reason }],
    criteria: rubric.criteria.map(({ check, points }) => ({ id: check.id, title: check.title[language], points: 0, of: points, verdict: 'unobservable', found: '', evidence: [] }))
  }
}

function doubtsOf({ recording, contradictions, header }: GradedCapture): Doubt[] {
  const doubts: Doubt[] = []
  if (header.id === undefined) doubts.push({ kind: 'foreign', detail: '' })
  else if (recording === undefined || recording.chain === 'absent') doubts.push({ kind: 'no-chain', detail: '' })
  else if (recording.chain === 'changed') doubts.push({ kind: 'changed', detail: String(recording.changed ?? 0), differences: recording.differences ?? [] })
  else if (recording.chain === 'unfinished') doubts.push({ kind: 'unfinished', detail: String(recording.unlinked ?? 0) })
  else if (recording.chain === 'reordered') doubts.push({ kind: recording.whole === true ? 'unordered' : 'order-lost', detail: '' })
  if (recording?.sorted !== undefined) doubts.push({ kind: 'sorted', detail: String(recording.sorted) })
  if (recording?.others !== undefined) doubts.push({ kind: 'several-sessions', detail: String(recording.others.count + 1) })
  if (recording?.foreign !== undefined) doubts.push({ kind: 'merged', detail: String(recording.foreign) })
  if (contradictions.count > 0) {
    const kinds = new Map<Contradiction, number>()
    for (const { kind } of contradictions.found) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    doubts.push({ kind: 'contradiction', detail: String(contradictions.count), contradictions: [...kinds].map(([kind, count]) => ({ kind, count })) })
  }
  return doubts
}

/** Files named in a doubt. */
const MOST_NAMED = 4

/** Adds what only all recordings together tell: one session, or the same segments, handed in more than once. @param fingerprints of the grades, in their order */
export function compare(grades: readonly Grade[], fingerprints: readonly string[]): readonly Grade[] {
  const sessions = groups(grades.map(({ session }) => session))
  const packets = groups(fingerprints)
  return grades.map((grade, index) => {
    const others = (members: readonly number[] | undefined): string => {
      const files = (members ?? []).filter((member) => member !== index).map((member) => grades[member]?.file ?? '')
      return files.length > MOST_NAMED ? `${files.slice(0, MOST_NAMED).join(', ')} … (${files.length})` : files.join(', ')
    }
    const same = others(sessions.get(grade.session))
    const alike = others(packets.get(fingerprints[index] ?? ''))
    const doubts: Doubt[] = same !== '' ? [{ kind: 'same-session', detail: same }] : alike !== '' ? [{ kind: 'same-packets', detail: alike }] : []
    return doubts.length === 0 ? grade : { ...grade, doubts: [...grade.doubts, ...doubts] }
  })
}

/** Indices by value; the empty value belongs to nobody. */
function groups(values: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>()
  for (const [index, value] of values.entries()) if (value !== '') found.set(value, [...(found.get(value) ?? []), index])
  return found
}
