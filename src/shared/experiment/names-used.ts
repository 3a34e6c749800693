import type { Claim } from './claim'
import type { Body } from './experiment'
import type { Located } from './issue'
import { isFaultStep } from './lab-step'
import type { Step } from './step'
import type { Path } from './yaml-source'

interface Placed {
  readonly step: Step
  readonly index: number
}

/** What the steps name, and what may then speak of it. */
interface Names {
  readonly steps: readonly string[]
  readonly faults: readonly string[]
  readonly programs: readonly string[]
  readonly crowds: readonly string[]
  readonly sockets: readonly string[]
}

/** Faults, programs, steps, sockets and tables that are spoken of and do not exist, or not yet; names given twice. */
export function nameProblems(body: Body, steps: readonly Placed[], tables: readonly string[]): Located[] {
  const made = new Made(steps)
  const names: Names = { steps: steps.map(({ step }) => step.id), sockets: Object.keys(body.sockets), faults: made.names('fault'), programs: made.names('program'), crowds: made.names('crowd') }
  return [
    ...twice(steps, nameOf),
    ...steps.flatMap(({ step, index }) => stepProblems(step, index, made)),
    ...body.checks.flatMap((check, index) => [
      ...(check.cell === undefined ? [] : unknown(['checks', index, 'cell', 'table'], check.cell.table, tables)), ...claimProblems(check, ['checks', index], names)
    ]),
    ...body.predictions.flatMap((prediction, index) => (prediction.kind !== 'choice' ? [] : prediction.options.flatMap((option, at) =>
      option.if.flatMap((claim, claimAt) => claimProblems(claim, ['predictions', index, 'options', at, 'if', claimAt], names)))))
  ]
}

type Kind = 'fault' | 'program' | 'crowd'

const kindOf = (step: Step): Kind | undefined => (isFaultStep(step) ? 'fault' : step.do === 'run' ? 'program' : step.do === 'many' ? 'crowd' : undefined)
const nameOf = (step: Step): string | undefined => (isFaultStep(step) || step.do === 'run' || step.do === 'many' ? step.as : undefined)

/** What the steps make under a name, and where. */
class Made {
  constructor(private readonly steps: readonly Placed[]) {}

  names(kind: Kind): readonly string[] {
    return [...new Set(this.steps.flatMap(({ step }) => (kindOf(step) === kind ? [nameOf(step) ?? ''] : [])))]
  }

  /** What is wrong with a step (the `at`-th of the file) that speaks of this name. */
  problems(kind: Kind, given: string, path: Path, at: number): Located[] {
    const maker = this.steps.find(({ step }) => kindOf(step) === kind && nameOf(step) === given)
    if (maker === undefined) return unknown(path, given, this.names(kind))
    return maker.index < at ? [] : [{ path, problem: { kind: 'not-yet', given, by: maker.step.id } }]
  }

  /** The step before the `at`-th that has waited for the program's end. */
  endOf(program: string, at: number): Step | undefined {
    return this.steps.find(({ step, index }) => index < at
      && ((step.do === 'run' && step.as === program && step.wait) || (step.do === 'wait-until' && step.event === 'ended' && step.program === program)))?.step
  }
}

const unknown = (path: Path, given: string, allowed: readonly string[]): Located[] =>
  (allowed.includes(given) ? [] : [{ path, problem: { kind: 'not-one-of', given, allowed } }])

function twice(steps: readonly Placed[], nameOf: (step: Step) => string | undefined): Located[] {
  const seen = new Set<string>()
  return steps.flatMap(({ step, index }): Located[] => {
    const name = nameOf(step)
    if (name === undefined) return []
    if (seen.has(name)) return [{ path: ['steps', index, 'as'], problem: { kind: 'duplicate', given: name } }]
    seen.add(name)
    return []
  })
}

function stepProblems(step: Step, index: number, made: Made): Located[] {
  const path = (field: string): Path => ['steps', index, field]
  switch (step.do) {
    case 'release': return made.problems('fault', step.what, path('what'), index)
    case 'type': {
      const wrong = made.problems('program', step.program, path('program'), index)
      const end = made.endOf(step.program, index)
      return wrong.length > 0 || end === undefined ? wrong : [{ path: path('program'), problem: { kind: 'ended', given: step.program, by: end.id } }]
    }
    case 'close-many': return made.problems('crowd', step.what, path('what'), index)
    case 'wait-until': {
      if (step.event === 'met') return made.problems('fault', step.fault, path('fault'), index)
      return step.event === 'ended' || step.event === 'printed' ? made.problems('program', step.program, path('program'), index) : []
    }
    default: return []
  }
}

function claimProblems(claim: Claim, path: Path, names: Names): Located[] {
  const instants: readonly (readonly [string, string | undefined])[] = [
    ['after', 'after' in claim ? claim.after : undefined], ['before', 'before' in claim ? claim.before : undefined],
    ['at', claim.that === 'population' ? claim.at : undefined]
  ]
  const steps = instants.flatMap(([field, step]) => (step === undefined ? [] : unknown([...path, field], step, names.steps)))
  switch (claim.that) {
    case 'met': return unknown([...path, 'fault'], claim.fault, names.faults)
    case 'printed': case 'unprinted': case 'exit': return unknown([...path, 'program'], claim.program, names.programs)
    case 'read': return unknown([...path, 'who'], claim.who, names.sockets)
    case 'call': return [...steps, ...(claim.who === undefined ? [] : unknown([...path, 'who'], claim.who, [...names.sockets, ...names.crowds]))]
    default: return steps
  }
}
