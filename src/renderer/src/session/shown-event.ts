import type { SessionEvent } from '../../../shared/model/events'
import { escapeControls } from '../../../shared/story/line'

/** Lines and tabs stand; every other control character and every mark that reorders text is obeyed by nobody: it is shown as in a terminal, `\x1b`, `\u202e`. */
const OBEYED = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/u
const PARTS = /([\n\t]+)/

/** A text of somebody else's as it is shown: the text itself where nothing in it is to be obeyed. */
export const shownText = (text: string): string => (OBEYED.test(text) ? text.split(PARTS).map((part, i) => (i % 2 === 1 ? part : escapeControls(part))).join('') : text)

/** Kinds that come by the hundred thousand and hold numbers, words of the contract and endpoints only; a packet also the name of a fault that met it. */
const PLAIN: ReadonlySet<SessionEvent['type']> = new Set<SessionEvent['type']>(['packet', 'transition', 'sample', 'timer', 'counter', 'connection'])

/** An event as the window shows it. A recording's texts were written by a program, by a person, or by somebody who means harm. @returns the event itself where nothing in it is to be obeyed */
export function shownEvent<E extends SessionEvent>(event: E): E {
  return PLAIN.has(event.type) && !(event.type === 'packet' && event.fault !== undefined) ? event : shownValue(event)
}

function shownValue<T>(value: T): T
function shownValue(value: unknown): unknown {
  if (typeof value === 'string') return shownText(value)
  if (Array.isArray(value)) {
    const shown = value.map((one: unknown) => shownValue(one))
    return shown.every((one, i) => one === value[i]) ? value : shown
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const shown = entries.map(([key, one]) => [key, shownValue(one)] as const)
  return shown.every(([, one], i) => one === entries[i]?.[1]) ? value : Object.fromEntries(shown)
}
