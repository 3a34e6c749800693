import * as v from 'valibot'
import type { Language } from '../base/language'

/** A text for people, in every language. Paragraphs are separated by line breaks; `code` stands between backticks; nothing else is markup. */
export type Text = Readonly<Record<Language, string>>

const words = v.pipe(v.string(), v.trim(), v.nonEmpty())
const everyLanguage = v.strictObject({ en: words, ko: words })
const oneForAll = v.pipe(words, v.transform((text): Text => ({ en: text, ko: text })))
/** `column: "${n}"` becomes the number itself: as a text it is read as it is written. */
const figure = v.pipe(v.union([v.number(), v.boolean()]), v.transform(String), v.transform((text): Text => ({ en: text, ko: text })))

/** In a file: `{ en: …, ko: … }`, or one text (or number) for all languages. */
export const textSchema = v.lazy((input): typeof oneForAll | typeof figure | typeof everyLanguage =>
  (typeof input === 'string' ? oneForAll : typeof input === 'number' || typeof input === 'boolean' ? figure : everyLanguage))

export const paragraphs = (text: string): readonly string[] => text.split(/\n+/).filter((paragraph) => paragraph !== '')
