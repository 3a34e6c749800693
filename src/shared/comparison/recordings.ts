import type { Mark } from '../experiment/compare'
import { observe, type Observed, type ObservedConnection } from '../experiment/observed'
import type { CapturePart } from '../ipc/capture-part'
import type { Cause, CheckResult, CheckVerdict, PacketCaptured, RecordingRead, SessionHeader } from '../model/events'
import { type End, ENDS } from '../tcp/state'
import { type Comparison, comparisonOf } from './comparison'
import type { ComparedSource } from './life'

/**
 * The instant that two recordings have in common, where their axes meet. `closing`: the first FIN, or RST where there is none; `opening`: the first segment; `data`: the first segment with data;
 * `time-wait`: whichever end comes to TIME-WAIT first.
 */
export const ALIGNMENTS = ['closing', 'opening', 'data', 'time-wait'] as const
export type Alignment = (typeof ALIGNMENTS)[number]

/** One recording of a comparison. */
export interface RecordingSide {
  readonly title: string
  readonly part: CapturePart
}

export const FACTS = ['experiment', 'closed-first', 'waits', 'ended', 'chain'] as const
export type FactId = (typeof FACTS)[number]

/** What one recording says of a fact. */
export type FactShown =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'closed'; readonly end: End; readonly flags: 'FIN' | 'RST' }
  /** Nobody: `ends` is empty. */
  | { readonly kind: 'waits'; readonly ends: readonly End[] }
  /** How the last TIME-WAIT ended; null: the recording ended before. */
  | { readonly kind: 'ended'; readonly cause: Cause | null }
  | { readonly kind: 'chain'; readonly chain: RecordingRead['chain'] | 'foreign' }

export interface Fact {
  readonly id: FactId
  readonly shown: readonly FactShown[]
  readonly differs: boolean
}

/** A check of both, or, of recordings of the same experiment, of one of them: then null where the other does not have it. */
export interface ComparedCheck {
  readonly id: string
  readonly title: string
  readonly verdicts: readonly (CheckVerdict | null)[]
  readonly differs: boolean
}

export interface RecordingsCompared {
  /** The two lives, each with its zero at the alignment. */
  readonly comparison: Comparison
  readonly facts: readonly Fact[]
  readonly checks: readonly ComparedCheck[]
  /** Whether each has the instant that was asked for; one that does not is aligned at its first segment. */
  readonly aligned: readonly boolean[]
}

/** What a check is called in the language of who compares; undefined where nobody knows its experiment. */
export type CheckTitle = (header: SessionHeader, check: string) => string | undefined

/** Recordings set beside each other: a connection of each on one time axis, what is different about the waiting, and their checks. Pure. */
export function compareRecordings(sides: readonly RecordingSide[], alignment: Alignment, titleOf: CheckTitle = () => undefined): RecordingsCompared {
  const seen = sides.map(({ title, part }) => lookAt(title, part, alignment))
  return {
    comparison: comparisonOf(seen.map(({ source }) => source)),
    facts: FACTS.map((id): Fact => {
      const shown = seen.map(({ part, connection }) => factOf(id, part, connection))
      return { id, shown, differs: new Set(shown.map((one) => JSON.stringify(one))).size > 1 }
    }).filter(({ shown }) => shown.some(({ kind }) => kind !== 'nothing')),
    checks: checksOf(sides, titleOf),
    aligned: seen.map(({ aligned }) => aligned)
  }
}

function checksOf(sides: readonly RecordingSide[], titleOf: CheckTitle): readonly ComparedCheck[] {
  const checks = sides.map(({ part }) => new Map((part.result?.checks ?? []).map((check) => [check.id, check])))
  const titles = new Map(sides.toReversed().flatMap(({ part }) => (part.result?.checks ?? []).map(({ id, title }) => [id, titleOf(part.header, id) ?? title])))
  const same = new Set(sides.map(({ part }) => part.header.experiment)).size === 1
  return [...titles].map(([id, title]): ComparedCheck => {
    const verdicts = checks.map((known) => verdictOf(known.get(id)))
    return { id, title, verdicts, differs: new Set(verdicts).size > 1 }
  }).filter(({ verdicts }) => same || !verdicts.includes(null))
}

const verdictOf = (check: CheckResult | undefined): CheckVerdict | null => (check === undefined ? null : (check.verdict ?? (check.ok ? 'held' : 'failed')))

interface Seen {
  readonly part: CapturePart
  readonly connection: ObservedConnection | undefined
  readonly source: ComparedSource
  readonly aligned: boolean
}

function lookAt(title: string, part: CapturePart, alignment: Alignment): Seen {
  const observed: Observed = observe([part.header, ...part.events], { connections: 1, calls: new Set() })
  // The events of one connection end before the recording does: a wait that is not over lasts until then.
  observed.until = Math.max(observed.until, part.end)
  const connection = observed.connection(1)
  const mark = connection === undefined ? undefined : markOf(alignment, connection)
  return { part, connection, source: { title, observed, connection: 1, mark: mark ?? 'start' }, aligned: mark !== undefined }
}

/** @returns undefined when the connection never came to it */
function markOf(alignment: Alignment, connection: ObservedConnection): Mark | undefined {
  switch (alignment) {
    case 'opening': return 'start'
    case 'closing': {
      const closed = closing(connection)
      return closed === undefined ? undefined : { from: closed.end, flags: closed.flags, nth: 1 }
    }
    case 'data': {
      const first = connection.packets.find(({ len, verdict }) => len > 0 && verdict !== 'injected')
      return first === undefined ? undefined : { from: senderOf(first, connection), len: [1, 65_535], nth: 1 }
    }
    case 'time-wait': {
      const [first] = ENDS.flatMap((end) => connection.ends[end].stays.filter(({ state }) => state === 'TIME-WAIT').map(({ from }) => ({ end, from }))).sort((a, b) => a.from - b.from)
      return first === undefined ? undefined : { end: first.end, state: 'TIME-WAIT', nth: 1 }
    }
  }
}

const senderOf = (packet: PacketCaptured, connection: ObservedConnection): End => (packet.from === connection.endpoint('client') ? 'client' : 'server')

/** Who closed first, and by what. A segment that somebody forged closes nothing. */
function closing(connection: ObservedConnection): { readonly end: End; readonly flags: 'FIN' | 'RST' } | undefined {
  const own = connection.packets.filter(({ verdict }) => verdict !== 'injected')
  for (const flags of ['FIN', 'RST'] as const) {
    const first = own.find((packet) => packet.flags.split(',').includes(flags))
    if (first !== undefined) return { end: senderOf(first, connection), flags }
  }
  return undefined
}

const NOTHING: FactShown = { kind: 'nothing' }

function factOf(id: FactId, part: CapturePart, connection: ObservedConnection | undefined): FactShown {
  switch (id) {
    case 'experiment': return part.header.experiment === undefined ? NOTHING : { kind: 'text', text: part.header.experiment }
    case 'chain': return { kind: 'chain', chain: part.recording?.chain ?? (part.header.id === undefined ? 'foreign' : 'absent') }
    case 'closed-first': {
      const closed = connection === undefined ? undefined : closing(connection)
      return closed === undefined ? NOTHING : { kind: 'closed', ...closed }
    }
    case 'waits': return connection === undefined ? NOTHING : { kind: 'waits', ends: ENDS.filter((end) => waitOf(connection, end) !== undefined) }
    case 'ended': {
      if (connection === undefined) return NOTHING
      const last = ENDS.flatMap((end) => waitOf(connection, end) ?? []).sort((a, b) => a.from - b.from).at(-1)
      return last === undefined ? NOTHING : { kind: 'ended', cause: last.left?.cause ?? null }
    }
  }
}

const waitOf = (connection: ObservedConnection, end: End): ObservedConnection['ends'][End]['stays'][number] | undefined =>
  connection.ends[end].stays.findLast(({ state }) => state === 'TIME-WAIT')

/** How many things are different: what a summary says. */
export const countDifferences = ({ comparison, facts, checks }: RecordingsCompared): number =>
  [...comparison.aspects, ...facts, ...checks].filter(({ differs }) => differs).length
