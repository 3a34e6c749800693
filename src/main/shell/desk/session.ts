import { basename, extname } from 'node:path'
import { inSeconds } from '../../../shared/base/brand'
import type { Told } from '../../../shared/base/reason'
import { fail, ok, type Failure, type Result } from '../../../shared/base/result'
import type { CaptureNamed } from '../../../shared/ipc/capture-named'
import type { Engine, OpenRequest } from '../../../shared/ipc/engine'
import type { EngineStatus, KeptRecording, LabNotifications } from '../../../shared/ipc/lab'
import type { NoteChange, NoteToWrite } from '../../../shared/ipc/notes'
import type { PacketFrame } from '../../../shared/ipc/packet-frame'
import type { NoteAdded, SessionHeader, SessionResult } from '../../../shared/model/events'
import type { EngineEnd, EngineLink, EngineProcess } from '../../engine-host'
import { NoteWriter, type NoteWriterOptions } from './note-writer'
import type { RecordingsFolder } from './recordings-folder'

/** What a session needs of an engine process. */
export type SessionEngine = Pick<EngineProcess, 'ended' | 'call' | 'drained' | 'dispose' | 'pid'>
export type StartEngine = (mode: OpenRequest['mode'], link: EngineLink) => Promise<Result<SessionEngine>>

/** What is to be done, worked out from the window's request. */
export interface SessionPlan {
  readonly open: Omit<OpenRequest, 'record'>
  /** First part of the recording's name when it is kept; undefined for sessions that only read a file. */
  readonly stem?: string
  /** What an opened file is called, where its path does not tell: an upload, a sample. */
  readonly called?: string
  /** The opened file is a copy of our own (an upload, a sample): what is written into it is nobody's until it is kept. `remove`: it goes with the session. */
  readonly copy?: { readonly remove?: () => Promise<void> }
  /** Of a file that is followed: fulfilled when nobody writes to it any more. */
  readonly over?: Promise<unknown>
}

/** Batches on their way to the window: each promise is fulfilled when the window has taken the batch. */
export interface BatchFlow {
  send(session: number, jsonLines: Uint8Array): Promise<void>
  sendBatch(session: number, batch: Uint8Array): Promise<void>
}

export interface SessionSurroundings {
  readonly number: number
  readonly window: Pick<LabNotifications, 'engine' | 'progress' | 'trouble' | 'terminalOutput' | 'terminalEnded'>
  readonly flow: BatchFlow
  readonly recordings: RecordingsFolder
  readonly startEngine: StartEngine
  /** Asked once, when the engine has died. */
  readonly mayRestart: () => boolean
}

/**
 * ms for the engine to close the session and for the window to take what it still had to tell. The recording is whole before that telling begins:
 * what is lost after so long is the picture of a window that does not keep up.
 */
const CLOSE_MS = 60_000
/** Characters: with date and number, a file's name is 255 bytes at most. */
const LONGEST_STEM = 60

/** Of an engine that only answers questions about a file. */
const NOBODY_LISTENS: EngineLink = { onEvents: () => Promise.resolve(), notifications: { progress: () => undefined, trouble: () => undefined } }

/** One session: one engine process from its start to its end, and its recording from hidden file to kept or gone. */
export class Session {
  private state: 'open' | 'closing' | 'finished' | 'died' = 'open'
  private kept: KeptRecording | undefined
  private stopping: Promise<Result<SessionResult>> | undefined
  private keeping: Promise<unknown> = Promise.resolve()
  private readonly notes: NoteWriter
  private readonly startedAt = new Date()
  private reader: Promise<Result<SessionEngine>> | undefined

  private constructor(
    private readonly plan: SessionPlan, private readonly file: string | undefined, private readonly process: SessionEngine,
    private readonly around: SessionSurroundings
  ) {
    this.notes = new NoteWriter({ capture: () => this.source?.capture, engine: () => this.noteEngine(), tell: (notes) => this.tell(notes) })
    void process.ended.then((end) => this.onEnded(end))
  }

  /** Starts the engine and opens the session. On failure nothing is left: no process, no file. */
  static async start(plan: SessionPlan, around: SessionSurroundings): Promise<Result<{ readonly session: Session; readonly header: SessionHeader }>> {
    const { number, window, flow, recordings } = around
    const process = await around.startEngine(plan.open.mode, {
      onEvents: (jsonLines) => flow.send(number, jsonLines), onBatch: (batch) => flow.sendBatch(number, batch),
      notifications: {
        progress: (done, total) => window.progress(number, done, total),
        trouble: (failure) => window.trouble(number, failure),
        terminalOutput: (id, text) => window.terminalOutput(id, text),
        terminalEnded: (id, status) => window.terminalEnded(id, status)
      }
    })
    if (!process.ok) {
      await plan.copy?.remove?.()
      return process
    }
    const file = plan.stem === undefined ? undefined : recordings.sessionFile()
    const header = await process.value.call((engine) => engine.open({
      ...plan.open, ...(file === undefined ? {} : { record: file }), ...(plan.open.mode === 'file' ? { telling: 'columns' as const } : {})
    }))
    if (!header.ok) {
      await process.value.dispose()
      if (file !== undefined) await recordings.discard(file)
      await plan.copy?.remove?.()
      return header
    }
    const session = new Session(plan, file, process.value, around)
    window.engine(number, { state: 'running' })
    void session.work()
    return ok({ session, header: header.value })
  }

  /** Whether it recorded something that has no name yet. */
  get unkept(): boolean {
    return this.recorded && this.kept === undefined && this.state !== 'died'
  }

  /** What is being recorded just now, for somebody who looks on. `over`: its engine has ended. */
  get live(): { readonly file: string; readonly name: string; readonly over: Promise<unknown> } | undefined {
    const { source } = this
    return this.state !== 'open' || this.readsFile || source === undefined ? undefined : { file: source.capture.file, name: this.plan.stem ?? source.name, over: this.process.ended }
  }

  /** The file that holds the session, as far as it has come, and what to call it. */
  get source(): { readonly capture: CaptureNamed; readonly name: string } | undefined {
    const file = this.kept?.path ?? this.file ?? this.plan.open.file
    return file === undefined ? undefined : { capture: { file, session: this.plan.open.session }, name: this.kept?.name ?? (this.file === undefined ? basename(this.plan.called ?? file) : `${this.plan.stem ?? 'session'}.pcapng`) }
  }

  private get readsFile(): boolean {
    return this.plan.open.mode === 'file'
  }

  get recorded(): boolean {
    return this.file !== undefined
  }

  get running(): boolean {
    return this.state === 'open' || this.state === 'closing'
  }

  /** Of the engine's process, as this host has it. */
  get pid(): number {
    return this.process.pid
  }

  /** Calls the engine while the session lasts; a file's stays behind the end of reading, for the packets that are in it. */
  async ask<T>(question: (engine: Engine) => Promise<Result<T>>): Promise<Result<T>> {
    return this.state === 'open' || (this.readsFile && this.state === 'finished') ? this.process.call(question) : notRunning
  }

  /** A packet's bytes. The engine of a session that was recorded ends with it: then they are read from the recording, by another one, which stays for the next. */
  async packetFrame(n: number): Promise<Result<PacketFrame>> {
    if (this.state === 'open' || this.readsFile) return this.ask((engine) => engine.packetFrame(n))
    if (this.state === 'closing') await this.stopping
    await this.keeping
    this.reader ??= this.openReader()
    const reader = await this.reader
    return reader.ok ? reader.value.call((engine) => engine.packetFrame(n)) : reader
  }

  /** A note of the session that runs goes through its engine, one of a session that is over into its file. */
  async note(note: NoteToWrite): Promise<Result<string>> {
    if (this.state === 'open' && this.plan.open.mode !== 'file') return this.process.call((engine) => engine.note(note))
    const written = await this.changeNotes({ kind: 'write', note })
    return written.ok ? ok(written.value.id) : written
  }

  async removeNote(id: string): Promise<Result<null>> {
    if (this.state === 'open' && this.plan.open.mode !== 'file') return this.process.call((engine) => engine.removeNote(id))
    const written = await this.changeNotes({ kind: 'remove', id })
    return written.ok ? ok(null) : written
  }

  private async openReader(): Promise<Result<SessionEngine>> {
    const { source, plan: { open: { language } } } = this
    if (source === undefined) return notRunning
    const reader = await this.around.startEngine('file', NOBODY_LISTENS)
    if (!reader.ok) return reader
    const opened = await reader.value.call((engine) => engine.open({ mode: 'file', source: 'libpcap', language, file: source.capture.file, telling: 'summary' }))
    const read = opened.ok ? await reader.value.call((engine) => engine.read()) : opened
    if (read.ok) return reader
    await reader.value.dispose()
    return read
  }

  /** The recording is another file now, or lies elsewhere. */
  private async closeReader(): Promise<void> {
    const reader = await this.reader
    this.reader = undefined
    if (reader?.ok === true) await reader.value.dispose()
  }

  /** Ends the session in order: the recording closed, everything told. Safe to call again, with the same answer. */
  stop(): Promise<Result<SessionResult>> {
    if (this.stopping === undefined && this.state !== 'open') return Promise.resolve(notRunning)
    this.stopping ??= this.close()
    return this.stopping
  }

  /** Gives the recording its name, once; later calls answer the same. */
  keep(): Promise<Result<KeptRecording>> {
    const turn = this.keeping.then(() => this.keepNow())
    this.keeping = turn.catch(() => undefined)
    return turn
  }

  /** The end of everything about it: a kept recording is closed in order, one that was not kept is removed. */
  async end(): Promise<void> {
    if (this.kept !== undefined) await this.stop()
    if (this.state === 'open') this.state = 'finished'
    await this.process.dispose()
    await this.notes.written()
    await this.closeReader()
    if (this.kept === undefined && this.file !== undefined) await this.around.recordings.discard(this.file)
    await this.plan.copy?.remove?.()
  }

  private async close(): Promise<Result<SessionResult>> {
    this.state = 'closing'
    const closed = await within(CLOSE_MS, this.closeAndTell())
    if (closed === undefined) {
      const end = await this.process.dispose()
      const told: Told = { reason: { kind: 'not-closed', seconds: inSeconds(CLOSE_MS / 1000) } }
      await this.died({ ...end, reason: 'hung', told })
      return fail('engine-hung', told)
    }
    if (!closed.ok || !this.readsFile) await this.process.dispose()
    if (this.state === 'closing') {
      this.state = 'finished'
      this.around.window.engine(this.around.number, { state: 'finished' })
    }
    return closed
  }

  private async changeNotes(change: NoteChange): Promise<Result<NoteAdded>> {
    if (this.state === 'open') return fail('busy', { reason: { kind: 'still-reading' } })
    if (this.state === 'closing') await this.stopping
    await this.keeping
    const changed = await this.notes.change(change)
    await this.closeReader()
    return changed
  }

  /** The engine that has read a file knows where its packets are, and must know when they move; a recording's engine has ended: another one is started. */
  private async noteEngine(): ReturnType<NoteWriterOptions['engine']> {
    if (this.readsFile && this.state === 'finished') return ok({ call: (question) => this.process.call(question), dispose: () => Promise.resolve() })
    return this.around.startEngine('file', NOBODY_LISTENS)
  }

  private tell(notes: readonly NoteAdded[]): void {
    void this.around.flow.send(this.around.number, new TextEncoder().encode(notes.map((note) => `${JSON.stringify(note)}\n`).join('')))
  }

  private async keepNow(): Promise<Result<KeptRecording>> {
    const { recordings } = this.around
    const { file, plan: { stem } } = this
    if (this.kept !== undefined) return ok((await recordings.find(this.kept.name)) ?? this.kept)
    if (file === undefined || stem === undefined) return this.keepCopy()
    if (this.state === 'closing') await this.stopping
    await this.notes.written()
    const through = this.state === 'open'
      ? await recordings.keepThrough((path) => this.process.call((engine) => engine.keepRecording(path)), stem, this.startedAt)
      : undefined
    const kept = through === undefined || (!through.ok && isEnd(through.error)) ? await recordings.keep(file, stem, this.startedAt) : through
    if (kept.ok) this.kept = kept.value
    await this.closeReader()
    return kept
  }

  /** A file that was opened, with the notes it has by now, goes into the list of recordings; a classic pcap file as pcapng. The file itself stays as it is. */
  private async keepCopy(): Promise<Result<KeptRecording>> {
    const { recordings } = this.around
    const { open: { file, session }, called, copy } = this.plan
    if (this.state === 'open' || file === undefined) return fail('busy', { reason: { kind: 'still-reading' } })
    const ready = await recordings.prepare()
    if (!ready.ok) return ready
    await this.notes.written()
    const engine = await this.noteEngine()
    if (!engine.ok) return engine
    const move = async (output: string): Promise<Result<null>> => {
      const copied = await engine.value.call((remote) => remote.changeNotes({ file, session, changes: [], output }))
      return copied.ok ? ok(null) : copied
    }
    try {
      const kept = await recordings.keepThrough(move, stemOf(called ?? file), this.startedAt)
      // From here on notes go where they will be looked for.
      if (kept.ok && copy !== undefined) this.kept = kept.value
      return kept
    } finally {
      await engine.value.dispose()
    }
  }

  /** What the session was started for: an experiment or a file ends by itself, watching goes on until it is stopped. */
  private async work(): Promise<void> {
    const { open } = this.plan
    if (open.experiment === undefined && open.mode !== 'file') return
    try {
      void this.plan.over?.then(() => this.ask((engine) => engine.writerGone()))
      const outcome: Result<unknown> = await this.process.call<unknown>((engine) => (open.mode === 'file' ? engine.read() : engine.runExperiment()))
      if (!outcome.ok && this.state === 'open' && !isEnd(outcome.error)) this.trouble(outcome.error)
      if (this.state === 'open') await this.stop()
    } catch (error) {
      // The engine threw: a bug of its own. What it has told is kept; it goes on no further.
      await this.process.dispose()
      await this.died({ reason: 'died', told: { said: error instanceof Error ? error.message : String(error) } })
    }
  }

  private trouble(failure: Failure): void {
    this.around.window.trouble(this.around.number, failure)
  }

  private async closeAndTell(): Promise<Result<SessionResult>> {
    const closed = await this.process.call((engine) => engine.close())
    await this.process.drained()
    return closed
  }

  private async onEnded(end: EngineEnd): Promise<void> {
    if (end.reason !== 'closed') await this.died(end)
  }

  /** What was recorded up to here is worth more than a tidy folder: it gets its name at once. */
  private async died(end: EngineEnd): Promise<void> {
    if (this.state === 'died' || this.state === 'finished') return
    this.state = 'died'
    const kept = this.file === undefined ? undefined : await this.keep()
    if (kept?.ok === false) this.trouble(kept.error)
    const status: EngineStatus = {
      state: 'died', failure: { code: end.reason === 'hung' ? 'engine-hung' : 'engine-died', ...end.told }, mayRestart: this.around.mayRestart(),
      ...(kept?.ok === true ? { recording: kept.value.path } : {})
    }
    this.around.window.engine(this.around.number, status)
  }
}

/** A name for a recording, of whatever a person's file is called. */
const stemOf = (name: string): string => basename(name, extname(name)).replace(/[/\\\0]/g, '').replace(/^\.+/, '').slice(0, LONGEST_STEM) || 'capture'

const isEnd = (failure: Failure): boolean => failure.code === 'engine-died' || failure.code === 'engine-hung'
const notRunning = fail('no-session')

/** @returns undefined when it takes longer than `ms` */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
