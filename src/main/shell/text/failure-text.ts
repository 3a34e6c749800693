import type { Failure } from '../../../shared/base/result'
import { toldText } from '../../../shared/base/told-text'
import { escapeControls } from '../../../shared/story'
import type { Spoken } from './spoken'

/**
 * A failure as one line: the catalogue's sentence for its code, then what exactly happened, then the command that mends it.
 * What happened comes from programs, files and the kernel: its control characters are shown, not obeyed.
 */
export function failureText(failure: Failure, words: Spoken): string {
  const sentence = words.say(`failures.${failure.code}`)
  const detail = escapeControls(toldText(failure, words).trim().replace(/\s*\n\s*/g, ' | ').replace(/\.$/, ''))
  // Of wrong use the detail is the whole sentence: "there is no option --foo".
  const what = failure.code === 'usage' ? detail : detail === '' || detail === sentence ? sentence : words.say('cli.failure.with-detail', { sentence, detail })
  return failure.remedy === undefined ? what : words.say('cli.failure.with-remedy', { what: /[.?!]$/.test(what) ? what : `${what}.`, remedy: escapeControls(failure.remedy) })
}
