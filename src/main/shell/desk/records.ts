import { assertNever } from '../../../shared/base/assert'
import type { Reason } from '../../../shared/base/reason'
import { fail, ok, type Result } from '../../../shared/base/result'
import { parseRubric } from '../../../shared/grading/rubric'
import type { CaptureNamed } from '../../../shared/ipc/capture-named'
import type { CapturePart } from '../../../shared/ipc/capture-part'
import type { Language } from '../../../shared/ipc/engine'
import type { GradedCapture } from '../../../shared/ipc/grading'
import type { LabRecords, RecordingNamed, RubricFile, Sample } from '../../../shared/ipc/lab-records'
import type { EngineProcess } from '../../engine-host'
import type { OfferedFiles } from './offered-files'
import type { RecordingsFolder } from './recordings-folder'
import type { Shipped } from './shipped'

export interface RecordsOptions {
  readonly recordings: RecordingsFolder
  readonly files: OfferedFiles
  readonly shipped: Shipped
  /** The file of this window's session, as far as it has come. */
  readonly session: () => CaptureNamed | undefined
  /** An engine that reads files, for one question. */
  readonly engine: () => Promise<Result<Pick<EngineProcess, 'call' | 'dispose'>>>
}

/** A file to read, and what is to be done with it afterwards. */
interface FoundFile {
  readonly path: string
  readonly session?: number | undefined
  readonly remove?: () => Promise<void>
}

/** What a window asks of recordings as they lie there: each question is answered by an engine of its own, so that a hostile file ends that engine and not the session. */
export class Records implements LabRecords {
  constructor(private readonly options: RecordsOptions) {}

  async samples(): Promise<readonly Sample[]> {
    return (await this.options.shipped.samples()).map(({ id, bytes }) => ({ id, bytes }))
  }

  rubrics(): Promise<readonly RubricFile[]> {
    return this.options.shipped.rubrics()
  }

  recordingPart(recording: RecordingNamed, conn: string | null): Promise<Result<CapturePart>> {
    return this.ask(recording, (engine, capture) => engine.call((e) => e.capturePart({ ...capture, ...(conn === null ? {} : { conn }) })))
  }

  async gradeRecording(recording: RecordingNamed, rubric: string, language: Language): Promise<Result<GradedCapture>> {
    if (!parseRubric(rubric, '').ok) return fail('usage', { reason: { kind: 'rubric-has-faults' } })
    return this.ask(recording, (engine, capture) => engine.call((e) => e.gradeCapture({ ...capture, rubric, language })))
  }

  private async ask<T>(recording: RecordingNamed, question: (engine: Pick<EngineProcess, 'call'>, capture: CaptureNamed) => Promise<Result<T>>): Promise<Result<T>> {
    const file = await this.fileOf(recording)
    if (!file.ok) return file
    try {
      return await this.askEngine((engine) => question(engine, { file: file.value.path, session: file.value.session }))
    } finally {
      await file.value.remove?.()
    }
  }

  private async askEngine<T>(question: (engine: Pick<EngineProcess, 'call'>) => Promise<Result<T>>): Promise<Result<T>> {
    const engine = await this.options.engine()
    if (!engine.ok) return engine
    try {
      return await question(engine.value)
    } finally {
      await engine.value.dispose()
    }
  }

  /** A window names no path: what it may mean is looked up. */
  private async fileOf(recording: RecordingNamed): Promise<Result<FoundFile>> {
    const { recordings, files, shipped, session } = this.options
    switch (recording.kind) {
      case 'session': {
        const capture = session()
        return capture === undefined ? fail('no-session', { reason: { kind: 'no-session-shown' } }) : ok({ path: capture.file, session: capture.session })
      }
      case 'recording': return found((await recordings.find(recording.name))?.path, { kind: 'no-recording', name: recording.name })
      case 'file': return found(files.find(recording.token)?.path, { kind: 'choose-again' })
      case 'sample': {
        const sample = await shipped.sample(recording.id)
        return sample === undefined ? fail('unreadable-file', { reason: { kind: 'no-sample', name: recording.id } }) : shipped.copyOf(sample)
      }
      default: return assertNever(recording, 'recording')
    }
  }
}

const found = (path: string | undefined, reason: Reason): Result<FoundFile> => (path === undefined ? fail('unreadable-file', { reason }) : ok({ path }))
