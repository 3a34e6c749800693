import type { SessionEvent } from '../model/events'

/** Text made of a session's events, as they come: a session of any length in bounded memory. */
export interface TextWriter {
  /** @returns what is to be written now; often nothing */
  take(event: SessionEvent): string
  /** After the last event. @returns the rest */
  finish(): string
}

/** A text for people: rows that were too many for it are counted, by kind. */
export interface ReportWriter extends TextWriter {
  left?(): Readonly<Partial<Record<SessionEvent['type'], number>>>
}
