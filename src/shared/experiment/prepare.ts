import { fail, ok } from '../base/result'
import type { Result } from '../base/result'
import type { ExperimentRequest, Language, OwnFileRequest } from '../ipc/engine'
import { planOf } from './experiment'
import type { Experiment, Plan } from './experiment'
import { faultText } from './fault'
import { resolveParams } from './params'

/** An experiment, ready to run. */
export interface PreparedExperiment {
  readonly experiment: Experiment
  readonly plan: Plan
  /** What was predicted, by the prediction's id. */
  readonly given: Readonly<Record<string, string | number>>
}

/** @returns bad-experiment with a line for each fault of the file, bad-parameter, or programs-not-allowed */
export async function prepareExperiment(request: ExperimentRequest, language: Language): Promise<Result<PreparedExperiment>> {
  const experiment = request.origin === 'built-in' ? ok(request.experiment) : await readOwn(request, language)
  if (!experiment.ok) return experiment
  const params = resolveParams(experiment.value.params, request.params, language)
  if (!params.ok) return params
  const plan = planOf(experiment.value, params.value)
  if (request.origin === 'own' && request.allowPrograms !== true && programsOf(plan).length > 0) {
    return fail('programs-not-allowed', { said: PROGRAMS[language](request.name), remedy: '--allow-programs' })
  }
  return ok({ experiment: experiment.value, plan, given: request.predictions ?? {} })
}

/** What reads YAML is loaded for a file of somebody's own only: it is the largest part of a start, and the built-in experiments come without. */
async function readOwn({ source, name }: OwnFileRequest, language: Language): Promise<Result<Experiment>> {
  const { parseExperiment } = await import('./parse')
  const parsed = parseExperiment(source, name)
  return parsed.ok ? parsed : fail('bad-experiment', { said: parsed.error.map((fault) => faultText(fault, language)).join('\n') })
}

/** The programs that a plan runs, each once. Asked of the plan, not of the file: there `do` may still be a parameter. */
export function programsOf({ steps }: Pick<Plan, 'steps'>): readonly (readonly string[])[] {
  const commands = steps.flatMap((step) => (step.do === 'run' ? [step.command] : []))
  return [...new Map(commands.map((command) => [JSON.stringify(command), command])).values()]
}

/** A command as a person types it: words that a shell would take apart stand in quotes. */
export const commandText = (command: readonly string[]): string =>
  command.map((word) => (/^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ')

const PROGRAMS: Readonly<Record<Language, (name: string) => string>> = {
  en: (name) => `${name} runs programs on this machine, and that was not allowed`,
  ko: (name) => `${name}은(는) 이 컴퓨터에서 프로그램을 실행하는데, 아직 허락받지 않았습니다`
}
