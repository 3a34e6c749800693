import { assert } from '../../../shared/base/assert'
import type { Finding } from '../../../shared/ipc/doctor'
import type { DoctorCheck } from '../../../shared/ipc/lab'
import { escapeControls } from '../../../shared/story'
import type { Spoken } from './spoken'

/** The doctor's findings in words. */
export const doctorChecks = (findings: readonly Finding[], words: Spoken): DoctorCheck[] =>
  findings.map((finding) => {
    const { id, state, reason, remedy, values = {} } = finding
    const said = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, escapeControls(value)]))
    const refusal = id === 'namespaces' && reason === 'refused' ? { ...said, sentence: words.say(`failures.${code(values)}`) } : said
    const check = { id, state, detail: words.say(`cli.doctor.${id}.${reason}`, refusal) }
    return remedy === undefined ? check : { ...check, remedy }
  })

function code(values: Readonly<Record<string, string>>): string {
  const value = values['code']
  assert(value !== undefined, 'a refused namespace has its code')
  return value
}
