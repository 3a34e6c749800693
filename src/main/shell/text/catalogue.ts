import stringWidth from 'string-width'
import type { Language } from '../../../shared/ipc/engine'
import type { Words } from '../../../shared/story'
import { spoken, type Spoken } from './spoken'

/** The texts of one language, and their widths in a terminal (which no window needs: measuring them brings Unicode tables along). */
export interface Catalogue extends Spoken, Words {}

export const catalogue = (language: Language): Catalogue => ({ ...spoken(language), width: (text) => stringWidth(text) })
