import type { CaptureNamed } from './capture-named'
import type { NoteAdded } from '../model/events'

/** A note to be written: on a packet, at an instant or on a span. With the `id` of one that there is, that one gets this text. */
export interface NoteToWrite {
  readonly id?: string
  /** There must be one of this id: else it is `no-note`. */
  readonly existing?: boolean
  readonly text: string
  /** ns since the session's start. Default: of a packet its instant, else now. */
  readonly at?: number
  readonly until?: number
  readonly packet?: number
  readonly author?: string
}

export type NoteChange = { readonly kind: 'write'; readonly note: NoteToWrite } | { readonly kind: 'remove'; readonly id: string }

export interface NoteChanges extends CaptureNamed {
  /** In order. With none, notes that were written during the session are made comments of their packets. */
  readonly changes: readonly NoteChange[]
  /** Where the file with the changed notes goes instead; an existing file is refused. Of a classic pcap file it is made as pcapng. */
  readonly output?: string
}

export interface NotesChanged {
  /** What has changed, as the stream tells it, one for each change. */
  readonly told: readonly NoteAdded[]
  /** All notes of the file now, in the order of their instants. */
  readonly notes: readonly NoteAdded[]
}

/** Characters of a note, at most. */
export const NOTE_CHARACTERS = 10_000
export const AUTHOR_CHARACTERS = 100
