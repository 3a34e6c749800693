import type { Result } from '../base/result'
import type { CapturePart } from './capture-part'
import type { Language } from './engine'
import type { GradedCapture } from './grading'

/** A recording as a window may name it: what is on the screen, one of the list, one that the person chose or uploaded, one that comes with the program. */
export type RecordingNamed =
  | { readonly kind: 'session' }
  | { readonly kind: 'recording'; readonly name: string }
  | { readonly kind: 'file'; readonly token: string }
  | { readonly kind: 'sample'; readonly id: string }

/** A recording that comes with the program. */
export interface Sample {
  /** Its experiment's. */
  readonly id: string
  readonly bytes: number
}

/** A rubric's file, as it is: the window reads it with the shared schema. */
export interface RubricFile {
  readonly name: string
  readonly source: string
}

/** Characters of a rubric that a window may send. */
export const RUBRIC_CHARACTERS = 200_000

/** What the window asks of recordings as they lie there: nothing of it disturbs the session on the screen. */
export interface LabRecords {
  /** In course order. */
  samples(): Promise<readonly Sample[]>
  /** Those that come with the program. */
  rubrics(): Promise<readonly RubricFile[]>
  /** One connection of a recording, to be compared. @param conn its id; null: the first */
  recordingPart(recording: RecordingNamed, conn: string | null): Promise<Result<CapturePart>>
  /** Decides a rubric's checks by a recording's events. @param rubric text of a rubric without faults; invalid-rubric otherwise */
  gradeRecording(recording: RecordingNamed, rubric: string, language: Language): Promise<Result<GradedCapture>>
}
