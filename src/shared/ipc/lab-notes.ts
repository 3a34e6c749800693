import type { Result } from '../base/result'
import type { NoteToWrite } from './notes'

/**
 * What the window asks about notes: the same in a session that runs, in one that is over, in a kept recording and in an opened file. What has changed comes as `note` events.
 */
export interface LabNotes {
  /** Writes a note, or another text for one. @returns its id */
  note(note: NoteToWrite): Promise<Result<string>>
  removeNote(id: string): Promise<Result<null>>
}
