import { fail, ok, type Result } from '../../src/shared/base/result'
import type { CapturePart } from '../../src/shared/ipc/capture-part'
import type { Language } from '../../src/shared/ipc/engine'
import type { GradedCapture } from '../../src/shared/ipc/grading'
import type { LabRecords, RecordingNamed, RubricFile, Sample } from '../../src/shared/ipc/lab-records'

/** What a fake shell answers about recordings as they lie there. */
export interface FakeRecords {
  readonly samples?: readonly Sample[]
  readonly rubrics?: readonly RubricFile[]
  readonly part?: (recording: RecordingNamed, conn: string | null) => CapturePart | undefined
  readonly graded?: (recording: RecordingNamed, rubric: string, spoken: Language) => GradedCapture | undefined
}

export class FakeLabRecords implements LabRecords {
  constructor(private readonly known: FakeRecords) {}

  samples = (): Promise<readonly Sample[]> => Promise.resolve(this.known.samples ?? [])
  rubrics = (): Promise<readonly RubricFile[]> => Promise.resolve(this.known.rubrics ?? [])
  recordingPart = (...asked: [RecordingNamed, string | null]): Promise<Result<CapturePart>> => Promise.resolve(foundOr(this.known.part?.(...asked)))
  gradeRecording = (...[recording, rubric, spoken]: Parameters<LabRecords['gradeRecording']>): Promise<Result<GradedCapture>> => Promise.resolve(foundOr(this.known.graded?.(recording, rubric, spoken)))
}

const foundOr = <T>(value: T | undefined): Result<T> => (value === undefined ? fail('not-a-capture', { of: 'notes.txt' }) : ok(value))
