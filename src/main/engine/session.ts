import { setTimeout as delay } from 'node:timers/promises'
import { assertNever } from '../../shared/base/assert'
import { fail, ok } from '../../shared/base/result'
import type { Result } from '../../shared/base/result'
import { BatchWriter } from '../../shared/batch/batch-writer'
import type { Engine, EngineVitals, ExecRequest, ExitStatus, OpenRequest, Telling } from '../../shared/ipc/engine'
import type { FileSummary } from '../../shared/ipc/file-summary'
import type { PacketFrame } from '../../shared/ipc/packet-frame'
import type { RecordingSummary } from '../../shared/ipc/recording-summary'
import type { NoteChanges, NotesChanged, NoteToWrite } from '../../shared/ipc/notes'
import type { TerminalId, TerminalRequest, TerminalSize } from '../../shared/ipc/terminals'
import type { CheckResult, NoteAdded, SessionHeader, SessionResult } from '../../shared/model/events'
import { Notes } from '../../shared/model/notes'
import type { FileFrame } from './capture/file-frames'
import type { Terminals } from './lab/terminals'
import type { CaptureNamed } from '../../shared/ipc/capture-named'
import type { CaptureExported, CaptureExportRequest } from '../../shared/ipc/capture-export'
import type { CapturePart, CapturePartRequest } from '../../shared/ipc/capture-part'
import type { GradedCapture, GradeRequest } from '../../shared/ipc/grading'
import { exportCapture } from './capture-export'
import { capturePart } from './capture-part'
import type { LiveSession } from './live-session'
import { Outbox } from './outbox'
import { changeNotes, newNoteId, readNotes } from './recording/notes'
import { summarise } from './recording/summary'
import { openReplay, openUnlooked } from './open-replay'
import type { Replay } from './replay'
import type { ShellLink } from './shell-link'
import { EventStream } from './stream'
import { ColumnTelling } from './telling/column-telling'
import { SummaryTelling } from './telling/summary-telling'
import { frameLayers } from './wire/frame-layers'

/** ms without a packet after which a program's connections are taken to have come to rest, and how long that is waited for at most. */
const REST = { quietMs: 60, mostMs: 1_000 } as const
/** ms between two looks at whether the last TIME-WAIT is gone. */
const LINGER_LOOK_MS = 20

/** Summaries told before the shell is waited for. */
const SUMMARIES_AT_ONCE = 1_000

type Kind = { readonly kind: 'live'; readonly live: LiveSession } | { readonly kind: 'file'; readonly replay: Replay; readonly request: OpenRequest }

/**
 * The driver of one session: opens what is to be watched, runs what is to be run, and closes it all in order. It alone knows every part of the engine;
 * the parts know their own business only.
 */
export class Session implements Engine {
  private outbox: Outbox
  private stream: EventStream
  private kind: Kind | undefined
  private checks: readonly CheckResult[] = []
  private exit: number | null | undefined
  private result: SessionResult | undefined
  private readonly notes = new Notes()
  private told: SummaryTelling | undefined

  constructor(private readonly shell: ShellLink) {
    this.outbox = new Outbox((jsonLines, written) => shell.sendEvents(jsonLines, written))
    this.stream = this.newStream()
  }

  async open(request: OpenRequest): Promise<Result<SessionHeader>> {
    if (this.kind !== undefined) return fail('busy', { reason: { kind: 'session-taken' } })
    const { shell, stream } = this
    if (request.mode === 'file') {
      const replay = await this.openFile(request, request.telling === 'summary' && request.follow !== true)
      return replay.ok ? ok(replay.value.header) : replay
    }
    // What a live session stands on, native code among it, is loaded for one: an engine that reads a file starts without.
    const { openLive } = await import('./open-live')
    const live = await openLive(request, stream, (failure) => shell.notify.trouble(failure), shell.notify)
    if (!live.ok) return live
    this.kind = { kind: 'live', live: live.value }
    return ok(live.value.header)
  }

  async summary(): Promise<Result<FileSummary>> {
    if (this.kind?.kind !== 'file' || this.told === undefined) return fail('no-session', { reason: { kind: 'no-file-for-summary' } })
    return ok(this.told.summary(this.kind.replay.end()))
  }

  async runExperiment(): Promise<Result<readonly CheckResult[]>> {
    const live = this.live()
    if (!live.ok) return live
    const checks = await live.value.runExperiment()
    if (checks.ok) this.checks = checks.value
    return checks
  }

  async exec(request: ExecRequest): Promise<Result<ExitStatus>> {
    const live = this.live()
    if (!live.ok) return live
    const status = await live.value.programs.run(request)
    if (!status.ok) return status
    this.exit = status.value.code
    this.shell.notify.programEnded(status.value)
    await this.rest(live.value)
    await this.linger(request.lingerSeconds)
    return status
  }

  async read(): Promise<Result<null>> {
    if (this.kind?.kind !== 'file') return fail('no-session', { reason: { kind: 'no-file-open' } })
    const { replay, request } = this.kind
    const read = await replay.read()
    if (!replay.metSession) return read
    // Nobody has been told anything yet: what was summed up is forgotten.
    await replay.stop()
    this.stream = this.newStream()
    const again = await this.openFile(request, false)
    return again.ok ? again.value.read() : again
  }

  writerGone(): Promise<Result<null>> {
    if (this.kind?.kind !== 'file') return Promise.resolve(fail('no-session', { reason: { kind: 'no-file-open' } }))
    this.kind.replay.isLast = true
    return Promise.resolve(ok(null))
  }

  async close(): Promise<Result<SessionResult>> {
    if (this.kind === undefined) return fail('no-session', { reason: { kind: 'no-session-open' } })
    this.result ??= await this.end(this.kind)
    return ok(this.result)
  }

  async socketsText(): Promise<Result<string>> {
    const live = this.live()
    return live.ok ? live.value.socketsText() : live
  }

  async openTerminal(request: TerminalRequest): Promise<Result<TerminalId>> {
    const terminals = this.terminals()
    return terminals.ok ? terminals.value.openTerminal(request) : terminals
  }

  async terminalInput(id: TerminalId, text: string): Promise<Result<null>> {
    const terminals = this.terminals()
    return terminals.ok ? terminals.value.terminalInput(id, text) : terminals
  }

  async resizeTerminal(id: TerminalId, size: TerminalSize): Promise<Result<null>> {
    const terminals = this.terminals()
    return terminals.ok ? terminals.value.resizeTerminal(id, size) : terminals
  }

  async terminalTaken(id: TerminalId, units: number): Promise<Result<null>> {
    const terminals = this.terminals()
    return terminals.ok ? terminals.value.terminalTaken(id, units) : terminals
  }

  async closeTerminal(id: TerminalId): Promise<Result<null>> {
    const terminals = this.terminals()
    return terminals.ok ? terminals.value.closeTerminal(id) : terminals
  }

  async note(note: NoteToWrite): Promise<Result<string>> {
    const live = this.live()
    if (!live.ok) return live
    const { id = newNoteId(), text, author } = note
    const said = { id, text, written: new Date().toISOString(), ...(author === undefined ? {} : { author }) }
    const known = this.notes.get(id)
    const { at = live.value.clock.now(), until, packet } = known ?? note
    this.tellNote({ type: 'note', at, ...said, ...(packet === undefined ? {} : { packet }), ...(until === undefined ? {} : { until }) })
    return ok(id)
  }

  async removeNote(id: string): Promise<Result<null>> {
    const live = this.live()
    if (!live.ok) return live
    const known = this.notes.get(id)
    if (known === undefined) return fail('no-note', { of: id })
    this.tellNote({ ...known, removed: true })
    return ok(null)
  }

  readNotes(capture: CaptureNamed): Promise<Result<readonly NoteAdded[]>> {
    return readNotes(capture)
  }

  async summarise(files: readonly string[]): Promise<readonly (RecordingSummary | null)[]> {
    const summaries: (RecordingSummary | null)[] = []
    for (const file of files) summaries.push((await summarise(file)) ?? null)
    return summaries
  }

  async changeNotes(request: NoteChanges): Promise<Result<NotesChanged>> {
    const changed = await changeNotes(request)
    if (!changed.ok) return changed
    const { splices, told, notes } = changed.value
    if (splices.length > 0 && request.output === undefined && this.kind?.kind === 'file') await this.kind.replay.rewritten(request.file, splices)
    return ok({ told, notes })
  }

  async keepRecording(path: string): Promise<Result<null>> {
    return this.stream.recording?.move(path) ?? fail('no-session', { reason: { kind: 'not-recorded' } })
  }

  async packetFrame(n: number): Promise<Result<PacketFrame>> {
    const frame = await this.frame(n)
    if (!frame.ok) return frame
    const { bytes, length, linkType } = frame.value
    return ok({ n, bytes: Buffer.from(bytes).toString('base64'), length, layers: frameLayers(bytes, length, linkType) })
  }

  exportCapture(request: CaptureExportRequest): Promise<Result<CaptureExported>> {
    return exportCapture(request, (done, total) => this.shell.notify.progress(done, total))
  }

  async gradeCapture(request: GradeRequest): Promise<Result<GradedCapture>> {
    return (await import('./capture-grading')).gradeCapture(request)
  }

  capturePart(request: CapturePartRequest): Promise<Result<CapturePart>> {
    return capturePart(request)
  }

  async acknowledge(frames: number): Promise<void> {
    this.outbox.acknowledge(frames)
  }

  async ping(): Promise<EngineVitals> {
    const { user, system } = process.cpuUsage()
    const { captured, dropped } = this.stream.tally()
    return { pid: process.pid, rss: process.memoryUsage.rss(), cpu: user + system, packets: captured, dropped, backlog: this.outbox.backlog }
  }

  private newStream(): EventStream {
    return new EventStream(this.outbox, (failure) => this.shell.notify.trouble(failure))
  }

  /** @param unlooked it is read at once, and anew should a recording of ours stand behind something else in it */
  private async openFile(request: OpenRequest, unlooked: boolean): Promise<Result<Replay>> {
    this.tell(request.telling ?? 'lines')
    const { shell: { notify }, stream, outbox } = this
    const parts = { stream, outbox, onProgress: notify.progress, onTrouble: notify.trouble }
    const capture = { file: request.file ?? '', session: request.session }
    const replay = await (unlooked ? openUnlooked(capture, parts) : openReplay(capture, parts, request.follow))
    if (replay.ok) this.kind = { kind: 'file', replay: replay.value, request }
    return replay
  }

  private tell(telling: Telling): void {
    const { shell, stream } = this
    switch (telling) {
      case 'lines': return
      case 'columns': {
        const batch = new BatchWriter()
        this.outbox = new Outbox((bytes, written) => shell.sendBatch(bytes, written), batch)
        return stream.tellInRows(new ColumnTelling(this.outbox, batch))
      }
      case 'summary':
        this.told = new SummaryTelling()
        return stream.tellInRows(this.told)
      default: return assertNever(telling, 'telling')
    }
  }

  private async frame(n: number): Promise<Result<FileFrame>> {
    if (this.kind?.kind === 'file') return this.kind.replay.frame(n)
    const frame = this.stream.recording?.frame(n)
    return frame === undefined ? fail('no-session', { reason: { kind: 'packet-absent', packet: n } }) : ok(frame)
  }

  private tellNote(note: NoteAdded): void {
    this.notes.apply(note)
    this.stream.emit(note)
    this.stream.sync()
  }

  /** Notes on packets become comments of them: while the session is recorded, only an entry behind them can be written. */
  private async settleNotes(file: string): Promise<void> {
    if (!this.notes.list().some(({ packet }) => packet !== undefined)) return
    const settled = await changeNotes({ file, changes: [] })
    if (!settled.ok) this.shell.notify.trouble(settled.error)
  }

  private live(): Result<LiveSession> {
    if (this.kind?.kind !== 'live') return fail('no-session', { reason: { kind: 'no-live-session' } })
    return this.result === undefined ? ok(this.kind.live) : fail('stopped', { reason: { kind: 'session-ended' } })
  }

  /** Only a laboratory of ours has terminals: on the machine itself a person has their own. */
  private terminals(): Result<Terminals> {
    const live = this.live()
    if (!live.ok) return live
    return live.value.header.mode === 'sandbox' ? ok(live.value.terminals) : fail('no-session', { reason: { kind: 'terminals-of-laboratory' } })
  }

  /** After a program's end its last segments are still on their way: a delayed ACK takes 40 ms. */
  private async rest({ live }: LiveSession): Promise<void> {
    const limit = performance.now() + REST.mostMs
    for (let before = -1; before !== live.captured && performance.now() < limit;) {
      before = live.captured
      await delay(REST.quietMs)
      await live.catchUp()
    }
  }

  private async linger(seconds: number | null): Promise<void> {
    const limit = seconds === null ? Infinity : performance.now() + seconds * 1000
    while (this.stream.closing > 0 && performance.now() < limit && this.result === undefined) await delay(LINGER_LOOK_MS)
  }

  /** An experiment that was stopped before its checks were decided has not held. */
  private held(kind: Kind): boolean {
    const undecided = kind.kind === 'live' && kind.live.experimentId !== null && this.checks.length === 0
    return !undecided && this.checks.every((check) => check.ok)
  }

  /** The closing events, in the contract's order: what is still open, each connection, the result. */
  private async end(kind: Kind): Promise<SessionResult> {
    const { stream, checks, exit } = this
    if (kind.kind === 'file') await kind.replay.stop()
    const at = kind.kind === 'live' ? await kind.live.stop() : kind.replay.end()
    const recording = kind.kind === 'file' ? kind.replay.recording : undefined
    if (recording !== undefined) stream.emit(recording)
    let summaries = 0
    for (const summary of stream.connections.summaries(at)) {
      stream.emit(summary)
      if (++summaries % SUMMARIES_AT_ONCE === 0) await this.outbox.pressure()
    }
    const { damaged, ...tally } = stream.tally()
    const recorded = kind.kind === 'file' ? kind.replay.recordedResult : undefined
    const result: SessionResult = recorded === undefined ? {
      type: 'result', at, experiment: kind.kind === 'live' ? kind.live.experimentId : null, ok: this.held(kind), checks: [...checks], ...tally,
      ...(damaged > 0 ? { damaged } : {}), ...(kind.kind === 'file' ? kind.replay.unread : {}), ...(exit === undefined ? {} : { exit })
    } : { ...recorded, ...(damaged > 0 ? { damaged } : {}) }
    stream.emit(result)
    const failure = stream.recording?.close()
    if (failure) this.shell.notify.trouble(failure)
    if (stream.recording !== undefined) await this.settleNotes(stream.recording.file)
    this.outbox.flush()
    await this.outbox.pressure()
    await this.shell.flushed()
    return result
  }
}
