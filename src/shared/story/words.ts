import type { Cause } from '../model/events'

/** Where the story's words come from: the catalogues `story` and `terms`, in one language. */
export interface Words {
  /** @throws when there is no such text (a bug) */
  say(key: string, values?: Readonly<Record<string, string | number>>): string
  /** Columns a text takes in a terminal: Korean takes two a character. */
  width(text: string): number
}

/** `received SYN,ACK` becomes `received-syn-ack`: a cause as a key of the catalogue. */
export const termKey = (term: string): string => term.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/-$/, '')

/** Key of a cause among the terms. */
export const causeKey = (cause: Cause): string => `terms.cause.${termKey(cause)}`

/** Fills a text up to a width with spaces on the right. */
export const pad = (text: string, columns: number, words: Words): string => text + ' '.repeat(Math.max(0, columns - words.width(text)))
