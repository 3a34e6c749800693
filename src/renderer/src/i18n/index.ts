import { compile, registerMessageCompiler } from '@intlify/core'
import { createI18n } from 'vue-i18n'
import { isPlainMessage } from '../../../shared/base/plain-message'
import type { ReasonTexts } from '../../../shared/base/reason'
import { type Language, LANGUAGES } from '../../../shared/ipc/engine'
import enFailures from '../../../../resources/locales/en/failures.json'
import enFigures from '../../../../resources/locales/en/figures.json'
import enGrade from '../../../../resources/locales/en/grade.json'
import enLosses from '../../../../resources/locales/en/losses.json'
import enReasons from '../../../../resources/locales/en/reasons.json'
import enStory from '../../../../resources/locales/en/story.json'
import enTerms from '../../../../resources/locales/en/terms.json'
import enWindow from '../../../../resources/locales/en/window.json'
import koFailures from '../../../../resources/locales/ko/failures.json'
import koFigures from '../../../../resources/locales/ko/figures.json'
import koGrade from '../../../../resources/locales/ko/grade.json'
import koLosses from '../../../../resources/locales/ko/losses.json'
import koReasons from '../../../../resources/locales/ko/reasons.json'
import koStory from '../../../../resources/locales/ko/story.json'
import koTerms from '../../../../resources/locales/ko/terms.json'
import koWindow from '../../../../resources/locales/ko/window.json'

/** The window's own words, and under `figures`, `grade`, `losses`, `reasons`, `story`, `terms` and `failures` those it shares with the command line. */
export const messages = {
  en: { ...enWindow, figures: enFigures, grade: enGrade, losses: enLosses, reasons: enReasons satisfies ReasonTexts, story: enStory, terms: enTerms, failures: enFailures },
  ko: { ...koWindow, figures: koFigures, grade: koGrade, losses: koLosses, reasons: koReasons satisfies ReasonTexts, story: koStory, terms: koTerms, failures: koFailures }
}

/** The language of the page's browser, where it is one of ours. */
export function preferredLanguage(languages: readonly string[] = navigator.languages): Language {
  for (const tag of languages) {
    const known = LANGUAGES.find((language) => tag.toLowerCase().startsWith(language))
    if (known !== undefined) return known
  }
  return 'en'
}

// Compiled when they were first used, plain ones took 15 to 20 ms of a session's first second, in which all the code of its screen runs for the first time.
registerMessageCompiler((message, context) => (typeof message === 'string' && isPlainMessage(message) ? () => message : compile(message, context)))

export const createCatalogue = (language: Language) =>
  createI18n({ legacy: false, locale: language, fallbackLocale: 'en', messages, missingWarn: false, fallbackWarn: false })
