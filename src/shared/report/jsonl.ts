import { eventText } from '../model/event-text'
import type { TextWriter } from './text-writer'

/** JSON Lines: the public stream as it is (docs/events.md), one event a line. */
export const jsonLinesWriter = (): TextWriter => ({ take: (event) => `${eventText(event)}\n`, finish: () => '' })
