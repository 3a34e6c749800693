import en from '../../../../resources/locales/en/desktop.json'
import ko from '../../../../resources/locales/ko/desktop.json'
import type { Language } from '../../../shared/ipc/engine'

/** The words of menu and native dialogs, which are there before any page is. `&` marks the letter for Alt. */
export type DesktopText = typeof en

export const DESKTOP_TEXT: Readonly<Record<Language, DesktopText>> = { en, ko }
