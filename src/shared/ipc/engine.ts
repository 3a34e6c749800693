import type { Language } from '../base/language'
import type { Failure, Result } from '../base/result'
import type { Experiment } from '../experiment/experiment'
import type { ParamValue } from '../experiment/param-value'
import type { ExitStatus } from './exit-status'
import type { FileSummary } from './file-summary'
import type { EngineTerminals, TerminalNotifications } from './terminals'
import type { CaptureNamed } from './capture-named'
import type { CaptureExports } from './capture-export'
import type { CaptureParts } from './capture-part'
import type { Grading } from './grading'
import type { CheckResult, Mode, NoteAdded, SessionHeader, SessionResult, Source } from '../model/events'
import type { NoteChanges, NotesChanged, NoteToWrite } from './notes'
import type { RecordingSummary } from './recording-summary'
import type { PacketFrame } from './packet-frame'

export { LANGUAGES, type Language } from '../base/language'
export type { ParamValue } from '../experiment/param-value'
export type { ExitStatus } from './exit-status'

/** What a session is to watch, and where it is to be written. */
export interface OpenRequest {
  readonly mode: Mode
  /** Ignored for `file`. */
  readonly source: Exclude<Source, 'file'>
  /** A capture filter in libpcap's language (pcap-filter(7)); undefined for all TCP. */
  readonly filter?: string
  /** Only this TCP port, of either end: `watch --port`. */
  readonly port?: number
  /** Where the recording goes, absolute. Never overwrites: an existing file is refused. */
  readonly record?: string
  /** For mode `file`: what to read, absolute, and which of its sessions (CaptureNamed). */
  readonly file?: string
  readonly session?: number | undefined
  /** For mode `file`: somebody still writes to it. read() goes on as it grows, until close() or until a recording of ours has come to its end. */
  readonly follow?: boolean | undefined
  /** Ports whose packets are never captured: our own browser shell's (host mode). */
  readonly ignorePorts?: readonly number[]
  /** What runExperiment() will run: checked here, so that a bad parameter is told before anything happens, and named in the session's header. */
  readonly experiment?: ExperimentRequest
  /**
   * For mode `file`: how what is in it is told. `lines` (default): every event, as JSON Lines. `columns`: packets and transitions as rows of numbers, the other events as
   * lines in between (shared/batch), without the closing `connection` events. `summary`: nothing is told; `summary()` answers what it came to.
   */
  readonly telling?: Telling
  /** Language of step titles and check titles. */
  readonly language: Language
}

export type Telling = 'lines' | 'columns' | 'summary'

export type ExperimentRequest = BuiltInRequest | OwnFileRequest

interface RunWanted {
  readonly params: Readonly<Record<string, ParamValue>>
  /** What the person predicted, by the prediction's id: an option's id, a state, a number, ids of segments joined by commas. */
  readonly predictions?: Readonly<Record<string, string | number>>
}

/** One of the product's own, which were read and checked when it was built. */
export interface BuiltInRequest extends RunWanted {
  readonly origin: 'built-in'
  readonly experiment: Experiment
}

/** Somebody's own file: its text (the engine reads no files it was not given), and the name to show in errors. */
export interface OwnFileRequest extends RunWanted {
  readonly origin: 'own'
  readonly source: string
  readonly name: string
  /** It runs programs only with this. */
  readonly allowPrograms?: boolean
}

export interface ExecRequest {
  readonly command: readonly string[]
  /** Environment of the program; the engine's own is never passed on. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** Stay until the last TIME-WAIT is gone: at most so many seconds; 0 = do not stay; null = as long as it takes. */
  readonly lingerSeconds: number | null
}

/**
 * What a shell may ask of the engine process. Real in the child, a proxy in engine-host, a fake in tests.
 * Every expected failure is a value; a rejected promise is a bug or a dead engine.
 */
export interface Engine extends EngineTerminals, CaptureExports, CaptureParts, Grading {
  /** Begins the session; exactly once. Events flow from here on. */
  open(request: OpenRequest): Promise<Result<SessionHeader>>
  /** Runs the experiment that `open` named, to its end and its checks. The `result` event follows with close(). */
  runExperiment(): Promise<Result<readonly CheckResult[]>>
  /** Runs a program on the descriptors the engine inherited for it, and tracks its connections. */
  exec(request: ExecRequest): Promise<Result<ExitStatus>>
  /** Mode `file`: reads to the end. Progress comes as `progress` notifications. */
  read(): Promise<Result<null>>
  /** Whoever wrote the file that is followed has ended: what there is of it is read, and nothing more is waited for. */
  writerGone(): Promise<Result<null>>
  /** Ends the session: last samples, `connection` events, `result`, the recording closed and whole. */
  close(): Promise<Result<SessionResult>>
  /** Of a file that was opened for its summary; when it has been read, or closed. */
  summary(): Promise<Result<FileSummary>>
  /** What `ss -tanoe` prints in this session's network namespace right now. */
  socketsText(): Promise<Result<string>>
  /** A note of the live session, or a new text for one. @returns its id */
  note(note: NoteToWrite): Promise<Result<string>>
  /** Takes a note of the live session back. */
  removeNote(id: string): Promise<Result<null>>
  /** The notes of a file on disk. Needs no session. */
  readNotes(capture: CaptureNamed): Promise<Result<readonly NoteAdded[]>>
  /** What is in these recordings, one answer for each; null where nothing can be told. Needs no session. */
  summarise(files: readonly string[]): Promise<readonly (RecordingSummary | null)[]>
  /** Changes the notes of a file on disk; all else in it stays as it is. Needs no session. */
  changeNotes(request: NoteChanges): Promise<Result<NotesChanged>>
  /** Moves the recording to this absolute path while it goes on (same file system); never overwrites. */
  keepRecording(path: string): Promise<Result<null>>
  /** A packet's captured bytes, described field by field; as long as the session keeps them. */
  packetFrame(n: number): Promise<Result<PacketFrame>>
  /** So many event frames have been taken since the last call (see FLOW). */
  acknowledge(frames: number): Promise<void>
  /** Heartbeat. */
  ping(): Promise<EngineVitals>
}

export interface EngineVitals {
  readonly pid: number
  /** Bytes. */
  readonly rss: number
  /** User and system CPU since start, us. */
  readonly cpu: number
  readonly packets: number
  readonly dropped: number
  /** Events not yet taken by the shell. */
  readonly backlog: number
}

/** What the engine tells the shell, beside event frames. */
export interface EngineNotifications extends Partial<TerminalNotifications> {
  /** Bytes read so far of a file, and its size. */
  progress(done: number, total: number): void
  /** Something went wrong that does not end the session. */
  trouble(failure: Failure): void
  /** exec: the program has ended; what follows until the answer is the wait for its TIME-WAITs. */
  programEnded?(status: ExitStatus): void
}

/** Flow control of event frames: the engine sends at most so many unacknowledged frames; the rest waits in its memory. */
export const FLOW = {
  /** ms between frames: below 33 the window keeps 30 frames a second, below 16 it is work for nothing. */
  frameMs: 16,
  /** Unacknowledged frames before the engine waits: about a second. */
  window: 64,
  /** Bytes in them at most, so that a large file being read does not fill the memory of both sides with frames. */
  windowSize: 8 * 1024 * 1024,
  /** Bytes of JSON Lines in one frame, at most (a single longer event still goes alone). */
  frameBytes: 1024 * 1024
} as const

/**
 * Heartbeat: an engine that does not answer `ping` for deadMs, having had the processor for so long or not having used it at all, is killed and reported
 * as hung. Loading a machine fully makes answers late, not absent.
 */
export const HEARTBEAT = { everyMs: 2_000, deadMs: 20_000 } as const
/** How often an engine may die within the period before a shell stops offering a restart. */
export const RESTART_BUDGET = { deaths: 5, periodMs: 60_000 } as const
