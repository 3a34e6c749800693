import { release } from 'node:os'
import { assertNever } from '../../../shared/base/assert'
import { fail, ok, type Result } from '../../../shared/base/result'
import { coursePath, type Course } from '../../../shared/course/course'
import type { CourseProgress, CourseRun } from '../../../shared/course/progress'
import type { Experiment } from '../../../shared/experiment/experiment'
import type { EngineVitals, Language } from '../../../shared/ipc/engine'
import type { OwnExperiments, OwnExperimentWanted } from '../../../shared/ipc/lab-own'
import type { DoctorCheck, KeptRecording, Lab, LabDescription, LabNotifications, LabRequest } from '../../../shared/ipc/lab'
import type { CapturePart } from '../../../shared/ipc/capture-part'
import type { GradedCapture } from '../../../shared/ipc/grading'
import type { RecordingNamed, RubricFile, Sample } from '../../../shared/ipc/lab-records'
import type { ExportWanted, SessionExported } from '../../../shared/ipc/lab-export'
import type { PacketFrame } from '../../../shared/ipc/packet-frame'
import type { WindowState } from '../../../shared/ipc/lab-desktop'
import type { NoteToWrite } from '../../../shared/ipc/notes'
import type { OpenTerminals, TerminalId, TerminalSize } from '../../../shared/ipc/terminals'
import type { SessionHeader, SessionResult } from '../../../shared/model/events'
import { RestartBudget } from '../../engine-host'
import { BatchFlow } from './batch-flow'
import type { CourseRecord } from './course-record'
import type { SessionExporter } from './export-session'
import type { OfferedFile, OfferedFiles } from './offered-files'
import type { OwnExperimentsFolder } from './own-experiments'
import type { PersonTerminals } from './person-terminals'
import type { RecordingsFolder } from './recordings-folder'
import { Records } from './records'
import type { Shipped } from './shipped'
import { Summaries } from './summaries'
import { Session, type SessionPlan, type StartEngine } from './session'

/** What a shell gives its desks. */
export interface DeskSurroundings {
  readonly shell: LabDescription['shell']
  readonly version: string
  readonly language: Language
  readonly experiments: readonly Experiment[]
  readonly recordings: RecordingsFolder
  readonly own: OwnExperimentsFolder
  readonly files: OfferedFiles
  readonly shipped: Shipped
  readonly terminals: PersonTerminals
  readonly course: { readonly path: Course; readonly record: CourseRecord }
  readonly startEngine: StartEngine
  readonly doctor: () => Promise<readonly DoctorCheck[]>
  readonly exportSession: SessionExporter
  /** Asks the person for a capture; null when they think better of it. */
  readonly chooseFile: () => Promise<Result<OfferedFile | null>>
  /** The window is ready, or something of what the program around it shows has changed. */
  readonly onWindowState: (state: WindowState) => void
  /** Ports of this shell itself, which watching the machine leaves out. */
  readonly ignorePorts: readonly number[]
}

/**
 * The lab of one window: at most one running session, its recording, and the stream of events to the window. Ends with `close`.
 * Starting, stopping and keeping are done one after the other, in the order they were asked for.
 */
export class Desk implements Lab {
  private readonly flow: BatchFlow
  private readonly budget = new RestartBudget()
  private session: Session | undefined
  private readonly summaries: Summaries
  private readonly records: Records
  private sessions = 0
  private exporting: AbortController | undefined
  private turn: Promise<unknown> = Promise.resolve()
  private closed = false

  constructor(private readonly around: DeskSurroundings, private readonly window: LabNotifications) {
    this.flow = new BatchFlow(window)
    const engine = (): ReturnType<StartEngine> => around.startEngine('file', { onEvents: () => Promise.resolve(), notifications: { progress: () => undefined, trouble: () => undefined } })
    this.summaries = new Summaries(engine)
    this.records = new Records({ recordings: around.recordings, files: around.files, shipped: around.shipped, session: () => this.session?.source?.capture, engine })
  }

  describe(): Promise<LabDescription> {
    const { version, shell, language, experiments, recordings, course } = this.around
    const { electron, chrome, node } = process.versions
    const versions = { node, ...(electron === undefined ? {} : { electron }), ...(chrome === undefined ? {} : { chrome }) }
    return Promise.resolve({ version, shell, kernel: release(), platform: process.platform, versions, recordingsFolder: recordings.path, language, course: course.path, experiments })
  }

  doctor(): Promise<readonly DoctorCheck[]> {
    return this.around.doctor()
  }

  start(request: LabRequest): Promise<Result<SessionHeader>> {
    return this.inTurn(async () => {
      if (this.closed) return noSession
      const plan = await this.plan(request)
      if (!plan.ok) return plan
      const ready = plan.value.stem === undefined ? ok(null) : await this.around.recordings.prepare()
      if (!ready.ok) return ready
      await this.session?.end()
      this.session = undefined
      const { recordings, startEngine } = this.around
      const started = await Session.start(plan.value, {
        number: ++this.sessions, window: this.window, flow: this.flow, recordings, startEngine, mayRestart: () => this.mayRestart()
      })
      if (!started.ok) return started
      this.session = started.value.session
      return ok(started.value.header)
    })
  }

  stop(): Promise<Result<SessionResult>> {
    return this.inTurn(async () => this.session?.stop() ?? noSession)
  }

  keep(): Promise<Result<KeptRecording>> {
    return this.inTurn(async () => this.session?.keep() ?? noSession)
  }

  async chooseFile(): Promise<Result<{ readonly token: string; readonly name: string } | null>> {
    const chosen = await this.around.chooseFile()
    if (!chosen.ok || chosen.value === null) return chosen.ok ? ok(null) : chosen
    return ok({ token: this.around.files.offer(chosen.value), name: chosen.value.name })
  }

  async recordings(): Promise<readonly KeptRecording[]> {
    return this.summaries.of(await this.around.recordings.list())
  }

  ownExperiments(): Promise<OwnExperiments> {
    return this.around.own.list()
  }

  mayRun(wanted: OwnExperimentWanted): Promise<Result<null>> {
    return this.around.own.mayRun(wanted)
  }

  allowPrograms(wanted: OwnExperimentWanted): Promise<Result<null>> {
    return this.around.own.allow(wanted)
  }

  async socketsText(): Promise<Result<string>> {
    return this.session?.ask((engine) => engine.socketsText()) ?? noSession
  }

  async packetFrame(n: number): Promise<Result<PacketFrame>> {
    return this.session?.packetFrame(n) ?? noSession
  }

  async note(note: NoteToWrite): Promise<Result<string>> {
    return this.session?.note(note) ?? noSession
  }

  async removeNote(id: string): Promise<Result<null>> {
    return this.session?.removeNote(id) ?? noSession
  }

  async exportSession(wanted: ExportWanted): Promise<Result<SessionExported | null>> {
    const source = this.session?.source
    if (source === undefined) return noSession
    if (this.exporting !== undefined) return fail('busy', { reason: { kind: 'another-export' } })
    const exporting = new AbortController()
    this.exporting = exporting
    try {
      return await this.around.exportSession(source.capture, source.name, wanted, { signal: exporting.signal, onProgress: (done, total) => this.window.exporting(done, total) })
    } finally {
      this.exporting = undefined
    }
  }

  stopExport(): Promise<void> {
    this.exporting?.abort()
    return Promise.resolve()
  }

  samples(): Promise<readonly Sample[]> {
    return this.records.samples()
  }

  rubrics(): Promise<readonly RubricFile[]> {
    return this.records.rubrics()
  }

  recordingPart(recording: RecordingNamed, conn: string | null): Promise<Result<CapturePart>> {
    return this.records.recordingPart(recording, conn)
  }

  gradeRecording(recording: RecordingNamed, rubric: string, spoken: Language): Promise<Result<GradedCapture>> {
    return this.records.gradeRecording(recording, rubric, spoken)
  }

  async vitals(): Promise<Result<EngineVitals>> {
    return this.session?.ask(async (engine) => ok(await engine.ping())) ?? noSession
  }

  courseProgress(): Promise<CourseProgress> {
    return this.around.course.record.read()
  }

  /** Only of the course's own experiments: a window cannot fill the file with anything else. */
  async courseRan(run: CourseRun): Promise<Result<CourseProgress>> {
    const { path, record } = this.around.course
    return coursePath(path).includes(run.experiment) ? record.ran(run) : fail('unknown-experiment', { of: run.experiment })
  }

  courseReset(): Promise<Result<CourseProgress>> {
    return this.around.course.record.reset()
  }

  /** Which program it is, the person's machine decides, never the window. */
  async openTerminal(size: TerminalSize): Promise<Result<TerminalId>> {
    const { session } = this
    return session?.ask((engine) => engine.openTerminal({ size, ...this.around.terminals.program(session.pid) })) ?? noSession
  }

  async joinCommand(): Promise<Result<string>> {
    const command = this.session === undefined ? undefined : this.around.terminals.joinCommand(this.session.pid)
    return command === undefined ? noSession : ok(command)
  }

  terminalInput(...given: Parameters<OpenTerminals['terminalInput']>): Promise<Result<null>> {
    return this.inTerminal((engine) => engine.terminalInput(...given))
  }

  resizeTerminal(...given: Parameters<OpenTerminals['resizeTerminal']>): Promise<Result<null>> {
    return this.inTerminal((engine) => engine.resizeTerminal(...given))
  }

  terminalTaken(...given: Parameters<OpenTerminals['terminalTaken']>): Promise<Result<null>> {
    return this.inTerminal((engine) => engine.terminalTaken(...given))
  }

  closeTerminal(...given: Parameters<OpenTerminals['closeTerminal']>): Promise<Result<null>> {
    return this.inTerminal((engine) => engine.closeTerminal(...given))
  }

  acknowledge(batches: number): Promise<void> {
    this.flow.acknowledge(batches)
    return Promise.resolve()
  }

  windowState(state: WindowState): Promise<void> {
    this.around.onWindowState(state)
    return Promise.resolve()
  }

  /** Whether there is a recording that has no name yet: it ends with the next session, or with this window. */
  get unkept(): boolean {
    return this.session?.unkept ?? false
  }

  /** Whether there is a recording at all, kept or not. */
  get recorded(): boolean {
    return this.session?.recorded ?? false
  }

  /** Whether another window could look on at what is recorded here. */
  get viewable(): boolean {
    return this.session?.live !== undefined
  }

  /** What is recorded here, for another window: a file that grows. Whoever asked gives it back with `discardView`. */
  async view(): Promise<Result<OfferedFile>> {
    const live = this.session?.live
    if (live === undefined) return noSession
    const path = await this.around.recordings.view(live.file)
    return path.ok ? ok({ path: path.value, name: live.name, copy: true, over: live.over }) : path
  }

  discardView(view: OfferedFile): Promise<void> {
    return this.around.recordings.discard(view.path)
  }

  /** Whether a session runs. */
  get running(): boolean {
    return this.session?.running ?? false
  }

  /** The window is gone: the session ends, a recording that was not kept is removed. */
  close(): Promise<void> {
    this.closed = true
    this.exporting?.abort()
    this.flow.release()
    return this.inTurn(async () => {
      await this.session?.end()
      this.session = undefined
    })
  }

  private async inTerminal(act: (engine: OpenTerminals) => Promise<Result<null>>): Promise<Result<null>> {
    return this.session?.ask(act) ?? noSession
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work)
    this.turn = mine.catch(() => undefined)
    return mine
  }

  private mayRestart(): boolean {
    const now = performance.now()
    this.budget.died(now)
    return this.budget.mayRestart(now)
  }

  private async plan(request: LabRequest): Promise<Result<SessionPlan>> {
    const { language } = request
    switch (request.kind) {
      case 'experiment': {
        const experiment = this.around.experiments.find(({ id }) => id === request.id)
        if (!experiment) return fail('unknown-experiment', { reason: { kind: 'no-experiment', name: request.id } })
        return ok({ open: { mode: 'sandbox', source: 'libpcap', language, experiment: { origin: 'built-in', experiment, params: request.params, ...(request.predictions === undefined ? {} : { predictions: request.predictions }) } }, stem: experiment.id })
      }
      case 'own': {
        const { name, hash, params, predictions } = request
        const own = await this.around.own.request({ wanted: { name, hash, params }, language, ...(predictions === undefined ? {} : { predictions }) })
        if (!own.ok) return own
        return ok({ open: { mode: 'sandbox', source: 'libpcap', language, experiment: own.value }, stem: name.replace(/\.ya?ml$/i, '') })
      }
      case 'lab': return ok({ open: { mode: 'sandbox', source: 'libpcap', language }, stem: 'lab' })
      case 'watch': {
        const port = request.port === undefined ? {} : { port: request.port }
        return ok({ open: { mode: 'host', source: 'libpcap', language, ignorePorts: this.around.ignorePorts, ...port }, stem: 'watch' })
      }
      case 'file': {
        const file = this.around.files.find(request.token)
        return file ? ok({ called: file.name, ...(file.copy === true ? { copy: {} } : {}), ...(file.over === undefined ? {} : { over: file.over }), open: { mode: 'file', source: 'libpcap', language, file: file.path, session: request.session, follow: request.follow } }) : fail('unreadable-file', { reason: { kind: 'choose-again' } })
      }
      case 'recording': {
        const recording = await this.around.recordings.find(request.name)
        return recording ? ok({ open: { mode: 'file', source: 'libpcap', language, file: recording.path, session: request.session, follow: request.follow } }) : fail('unreadable-file', { reason: { kind: 'no-recording', name: request.name } })
      }
      case 'sample': {
        const sample = await this.around.shipped.sample(request.id)
        if (sample === undefined) return fail('unreadable-file', { reason: { kind: 'no-sample', name: request.id } })
        const copy = await this.around.shipped.copyOf(sample)
        return copy.ok ? ok({ called: `${sample.id}.pcapng`, copy: copy.value, open: { mode: 'file', source: 'libpcap', language, file: copy.value.path, session: request.session } }) : copy
      }
      default: return assertNever(request, 'request')
    }
  }
}

const noSession = fail('no-session')
