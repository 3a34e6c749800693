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

/** Faults, programs, steps and sockets that are spoken of and do not exist; names given twice. */
export function nameProblems(body: Body, steps: readonly Placed[]): Located[] {
  const names: Names = {
    steps: steps.map(({ step }) => step.id), sockets: Object.keys(body.sockets),
    faults: steps.flatMap(({ step }) => (isFaultStep(step) ? [step.as] : [])),
    programs: steps.flatMap(({ step }) => (step.do === 'run' ? [step.as] : [])), crowds: steps.flatMap(({ step }) => (step.do === 'many' ? [step.as] : []))
  }
  return [
    ...twice(steps, (step) => (isFaultStep(step) || step.do === 'run' || step.do === 'many' ? step.as : undefined)),
    ...steps.flatMap(({ step, index }) => stepProblems(step, ['steps', index], names)),
    ...body.checks.flatMap((check, index) => claimProblems(check, ['checks', index], names)),
    ...body.predictions.flatMap((prediction, index) => (prediction.kind !== 'choice' ? [] : prediction.options.flatMap((option, at) =>
      option.if.flatMap((claim, claimAt) => claimProblems(claim, ['predictions', index, 'options', at, 'if', claimAt], names)))))
  ]
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

function stepProblems(step: Step, path: Path, names: Names): Located[] {
  switch (step.do) {
    case 'release': return unknown([...path, 'what'], step.what, names.faults)
    case 'type': return unknown([...path, 'program'], step.program, names.programs)
    case 'close-many': return unknown([...path, 'what'], step.what, names.crowds)
    case 'wait-until': {
      if (step.event === 'met') return unknown([...path, 'fault'], step.fault, names.faults)
      return step.event === 'ended' || step.event === 'printed' ? unknown([...path, 'program'], step.program, names.programs) : []
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
