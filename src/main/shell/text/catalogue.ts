import stringWidth from 'fast-string-width'
import type { Language } from '../../../shared/ipc/engine'
import type { Words } from '../../../shared/story'
import { spoken, type Spoken } from './spoken'

/** The texts of one language, and their widths in a terminal (which no window needs: measuring them brings Unicode tables along). */
export interface Catalogue extends Spoken, Words {}

export const catalogue = (language: Language): Catalogue => ({ ...spoken(language), width: (text) => (PLAIN.test(text) ? text.length : stringWidth(text)) })

/** Printable ASCII, and the story's arrows and dashes, take a column a character: most of a story, and not worth a look at Unicode's tables. */
const PLAIN = /^[ -~·…–—→←]*$/
