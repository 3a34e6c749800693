import { fail, ok } from '../base/result'
import type { Result } from '../base/result'
import type { ExperimentRequest, Language } from '../ipc/engine'
import { planOf } from './experiment'
import type { Experiment, Plan } from './experiment'
import { faultText } from './fault'
import { resolveParams } from './params'
import { parseExperiment } from './parse'

/** An experiment, ready to run. */
export interface PreparedExperiment {
  readonly experiment: Experiment
  readonly plan: Plan
}

/** @returns bad-experiment with a line for each fault of the file, or bad-parameter */
export function prepareExperiment(request: ExperimentRequest, language: Language): Result<PreparedExperiment> {
  const experiment = parseExperiment(request.source, request.name)
  if (!experiment.ok) return fail('bad-experiment', experiment.error.map((fault) => faultText(fault, language)).join('\n'))
  const params = resolveParams(experiment.value.params, request.params, language)
  return params.ok ? ok({ experiment: experiment.value, plan: planOf(experiment.value, params.value) }) : params
}
