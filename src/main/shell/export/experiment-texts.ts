import { planOf } from '../../../shared/experiment/experiment'
import { resolveParams } from '../../../shared/experiment/params'
import type { Language } from '../../../shared/ipc/engine'
import type { SessionHeader } from '../../../shared/model/events'
import type { ExperimentTexts } from '../../../shared/report/experiment-texts'
import { EXPERIMENTS } from '../desk/built-in'

/** What the built-in experiments say beside what a recording holds of them: a lookup by the recording's header. */
export function experimentTexts(language: Language): (header: SessionHeader) => ExperimentTexts | undefined {
  return (header) => {
    const experiment = EXPERIMENTS.find(({ id }) => id === header.experiment)
    if (experiment === undefined) return undefined
    // A recording of another version may have other parameters: then only the texts that need none are told.
    const params = resolveParams(experiment.params, header.params ?? {}, language)
    const plan = params.ok ? planOf(experiment, params.value) : undefined
    const predictions = plan?.predictions ?? []
    const choices = predictions.flatMap((prediction) =>
      (prediction.kind === 'choice' ? prediction.options : prediction.kind === 'order' ? prediction.segments : []).map(({ id, text }) => [`${prediction.id} ${id}`, text[language]] as const))
    return {
      title: experiment.title[language], question: experiment.question[language], explanation: experiment.explanation[language], choices: new Map(choices), checks: new Map((plan?.checks ?? []).map(({ id, title }) => [id, title[language]])),
      params: experiment.params.map((param) => {
        const value = header.params?.[param.name]
        const choice = param.kind === 'choice' ? param.choices.find((choice) => choice.value === value)?.title[language] : undefined
        return { title: param.title[language], value: choice ?? String(value ?? '') }
      }),
      references: experiment.references.map((reference) => ('rfc' in reference
        ? { text: `RFC ${reference.rfc} §${reference.section}`, about: reference.about[language], url: `https://www.rfc-editor.org/rfc/rfc${reference.rfc}#section-${reference.section}` }
        : { text: `${reference.kernel}, ${reference.function}()`, about: reference.about[language] }))
    }
  }
}
