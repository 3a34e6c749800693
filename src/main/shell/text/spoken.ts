import { compile, createCoreContext, registerMessageCompiler, registerMessageResolver, resolveValue, translate } from '@intlify/core'
import enCli from '../../../../resources/locales/en/cli.json'
import enFailures from '../../../../resources/locales/en/failures.json'
import enFigures from '../../../../resources/locales/en/figures.json'
import enGrade from '../../../../resources/locales/en/grade.json'
import enLosses from '../../../../resources/locales/en/losses.json'
import enReasons from '../../../../resources/locales/en/reasons.json'
import enReport from '../../../../resources/locales/en/report.json'
import enStory from '../../../../resources/locales/en/story.json'
import enTerms from '../../../../resources/locales/en/terms.json'
import koCli from '../../../../resources/locales/ko/cli.json'
import koFailures from '../../../../resources/locales/ko/failures.json'
import koFigures from '../../../../resources/locales/ko/figures.json'
import koGrade from '../../../../resources/locales/ko/grade.json'
import koLosses from '../../../../resources/locales/ko/losses.json'
import koReasons from '../../../../resources/locales/ko/reasons.json'
import koReport from '../../../../resources/locales/ko/report.json'
import koStory from '../../../../resources/locales/ko/story.json'
import koTerms from '../../../../resources/locales/ko/terms.json'
import { isPlainMessage } from '../../../shared/base/plain-message'
import type { ReasonTexts } from '../../../shared/base/reason'
import type { Language } from '../../../shared/ipc/engine'
import type { Words } from '../../../shared/story'

export const MESSAGES = {
  en: { cli: enCli, failures: enFailures, figures: enFigures, grade: enGrade, losses: enLosses, reasons: enReasons satisfies ReasonTexts, report: enReport, story: enStory, terms: enTerms },
  ko: { cli: koCli, failures: koFailures, figures: koFigures, grade: koGrade, losses: koLosses, reasons: koReasons satisfies ReasonTexts, report: koReport, story: koStory, terms: koTerms }
} as const

/** The texts of one language. */
export interface Spoken extends Pick<Words, 'say'> {
  readonly language: Language
}

// The library does both itself, but in a way that bundlers take for dead code.
registerMessageCompiler(compile)
registerMessageResolver(resolveValue)

/** Texts of the shells: the same message syntax as the window's. A key that does not exist is a bug and throws. */
export function spoken(language: Language): Spoken {
  const context = createCoreContext({
    locale: language, messages: MESSAGES, missingWarn: false, fallbackWarn: false, warnHtmlMessage: false,
    missing: (_context, locale, key) => {
      throw new Error(`bug: no text ${key} in ${locale}`)
    }
  })
  const say = (key: string, values: Readonly<Record<string, string | number>>): string => {
    const plain = resolveValue(MESSAGES[language], key)
    // To compile the help of all commands took a third of the time of one.
    if (typeof plain === 'string' && isPlainMessage(plain)) return plain
    const text = translate(context, key, values)
    if (typeof text !== 'string') throw new Error(`bug: ${key} is no text`)
    return text
  }
  // The names of states and causes, a million times over in the story of a large file.
  const fixed = new Map<string, string>()
  return {
    language,
    say: (key, values) => {
      if (values !== undefined) return say(key, values)
      const known = fixed.get(key)
      if (known !== undefined) return known
      const text = say(key, {})
      fixed.set(key, text)
      return text
    }
  }
}
