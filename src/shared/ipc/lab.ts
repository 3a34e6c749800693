import type { Failure, Result } from '../base/result'
import type { Course } from '../course/course'
import type { Experiment } from '../experiment/experiment'
import type { SessionHeader, SessionResult } from '../model/events'
import type { EngineVitals, Language, ParamValue } from './engine'
import type { LabCourse } from './lab-course'
import type { LabOwn } from './lab-own'
import type { LabNotes } from './lab-notes'
import type { RecordingSummary } from './recording-summary'
import type { LabPacket } from './lab-packet'
import type { ExportNotifications, LabExport } from './lab-export'
import type { LabRecords } from './lab-records'
import type { DesktopLab, DesktopNotifications, OfferedCapture } from './lab-desktop'
import type { LabTerminals, TerminalNotifications } from './terminals'

/**
 * What the window may ask of its shell: the same contract in Electron (over the preload's channel) and in a browser (over a WebSocket).
 * The shell owns at most one running session for each window. Session events reach the window as batches of JSON Lines, or of columns (LabNotifications).
 */
export interface Lab extends LabPacket, LabOwn, LabTerminals, LabCourse, LabNotes, LabExport, LabRecords, DesktopLab {
  describe(): Promise<LabDescription>
  /** Everything this machine needs, one by one (`twlab doctor`). Takes up to a few seconds; nothing is changed. */
  doctor(): Promise<readonly DoctorCheck[]>
  /** Starts a session; a running one is ended first. */
  start(request: LabRequest): Promise<Result<SessionHeader>>
  /** Ends the running session. */
  stop(): Promise<Result<SessionResult>>
  /**
   * Keeps the recording of this session under a name (the session has been written to disk since its start); of an opened file, a copy with the notes it has by now.
   * @returns what was kept
   */
  keep(): Promise<Result<KeptRecording>>
  /** Asks the person for a capture: a native dialog in Electron. In a browser, upload first (POST /upload) and start with its id. */
  chooseFile(): Promise<Result<OfferedCapture | null>>
  recordings(): Promise<readonly KeptRecording[]>
  socketsText(): Promise<Result<string>>
  vitals(): Promise<Result<EngineVitals>>
  acknowledge(batches: number): Promise<void>
}

export type LabRequest =
  | { readonly kind: 'experiment'; readonly id: string; readonly params: Readonly<Record<string, ParamValue>>; readonly predictions?: Readonly<Record<string, string | number>>; readonly language: Language }
  /** One of `ownExperiments()`, as it was shown: `id` is for the person, the file is found by its name and its content. */
  | {
    readonly kind: 'own'; readonly id: string; readonly name: string; readonly hash: string; readonly params: Readonly<Record<string, ParamValue>>
    readonly predictions?: Readonly<Record<string, string | number>>; readonly language: Language
  }
  /** A laboratory with nothing in it but what the person does in its terminals. */
  | { readonly kind: 'lab'; readonly language: Language }
  | { readonly kind: 'watch'; readonly port?: number; readonly language: Language }
  /** `session`: which one of several in the file. `follow`: somebody still writes to it, and reading goes on as it grows. `token` from chooseFile or an upload; `recording` names one of `recordings()`. */
  | { readonly kind: 'file'; readonly token: string; readonly session?: number; readonly follow?: boolean; readonly language: Language }
  | { readonly kind: 'recording'; readonly name: string; readonly session?: number; readonly follow?: boolean; readonly language: Language }
  /** One of `samples()`: a copy of it, which goes with the session. */
  | { readonly kind: 'sample'; readonly id: string; readonly session?: number; readonly language: Language }

export interface KeptRecording {
  /** File name within the recordings folder. */
  readonly name: string
  readonly path: string
  readonly bytes: number
  /** RFC 3339, of its last change. */
  readonly changed: string
  /** What is in it, where that can be told. */
  readonly summary?: RecordingSummary
  /** The shell that recorded it was killed: this one has just given it its name. */
  readonly recovered?: true
}

export interface LabDescription {
  readonly version: string
  readonly shell: 'electron' | 'browser'
  readonly kernel: string
  readonly platform: string
  /** Of what runs the shell: `electron`, `chrome`, `node`, as far as they are there. */
  readonly versions: Readonly<Partial<Record<'electron' | 'chrome' | 'node', string>>>
  /** Where recordings are kept, absolute. */
  readonly recordingsFolder: string
  readonly language: Language
  /** What leads through the experiments. */
  readonly course: Course
  /** The built-in experiments, in course order. */
  readonly experiments: readonly Experiment[]
}

export interface DoctorCheck {
  readonly id: string
  readonly state: 'ok' | 'degraded' | 'missing'
  /** What was found, one line. */
  readonly detail: string
  /** The exact command that mends it. */
  readonly remedy?: string
}

/** What the shell tells the window. */
export interface LabNotifications extends TerminalNotifications, ExportNotifications, DesktopNotifications {
  /** JSON Lines of SessionEvents of the current session, in order. Acknowledge each batch. */
  events(session: number, jsonLines: string): void
  /** A stretch of the current session's events in columns (shared/batch), as an opened file is told. Its turn is that of the batches above; acknowledge it as well. */
  batch(session: number, batch: Uint8Array): void
  /** The engine of the session ended by itself; the recording on disk is whole up to its last block. */
  engine(session: number, status: EngineStatus): void
  progress(session: number, done: number, total: number): void
  /** Something went wrong that does not end the session: a capture source fell back, the experiment's file has an error. */
  trouble(session: number, failure: Failure): void
}

export type EngineStatus =
  | { readonly state: 'running' }
  | { readonly state: 'finished' }
  | { readonly state: 'died'; readonly failure: Failure; readonly mayRestart: boolean; readonly recording?: string }
