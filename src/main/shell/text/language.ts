import type { Language } from '../../../shared/ipc/engine'

/** The language of a person's locale, as setlocale(3) looks it up for messages: LC_ALL, else LC_MESSAGES, else LANG. Korean or English. */
export function localeLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '')
  return locale !== undefined && /^ko(?:[_.@-]|$)/i.test(locale) ? 'ko' : 'en'
}
