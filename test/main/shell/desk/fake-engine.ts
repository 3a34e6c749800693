import { existsSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import type { Told } from '../../../../src/shared/base/reason'
import { fail, ok, type Result } from '../../../../src/shared/base/result'
import type { NoteChanges, NotesChanged } from '../../../../src/shared/ipc/notes'
import type { FileSummary } from '../../../../src/shared/ipc/file-summary'
import type { RecordingSummary } from '../../../../src/shared/ipc/recording-summary'
import type { PacketFrame } from '../../../../src/shared/ipc/packet-frame'
import type { CapturePartRequest } from '../../../../src/shared/ipc/capture-part'
import type { Engine, EngineVitals, OpenRequest } from '../../../../src/shared/ipc/engine'
import { SCHEMA, type CheckResult, type NoteAdded, type SessionHeader, type SessionResult } from '../../../../src/shared/model/events'
import { endFailure, type EngineEnd, type EngineLink } from '../../../../src/main/engine-host'
import type { SessionEngine } from '../../../../src/main/shell/desk/session'
import { FakeTerminals } from './fake-terminals'

export const RESULT: SessionResult = { type: 'result', at: 9, experiment: null, ok: true, checks: [], captured: 8, dropped: 0, gaps: 0 }

export const header = (mode: OpenRequest['mode']): SessionHeader => ({
  type: 'session', at: 0, startedAt: '2026-11-22T10:00:00.000000000Z', startedAtNs: '1795341600000000000', mode, schema: SCHEMA, kernel: '6.18.44', hz: 250, source: 'libpcap'
})

/** An engine without a process: does what it is told, records into a real file, lets the test end experiments and engine at will. */
export class FakeEngine extends FakeTerminals implements SessionEngine, Engine {
  readonly pid = 4711
  readonly ended: Promise<EngineEnd>
  readonly asked: string[] = []
  request: OpenRequest | undefined
  disposed = false
  private end: (end: EngineEnd) => void = () => undefined
  private over: EngineEnd | undefined
  private finishExperiment: (result: Result<readonly CheckResult[]>) => void = () => undefined
  private readonly untaken = new Set<Promise<void>>()
  private waiting: string[] = []
  private file: string | undefined

  constructor(readonly mode: OpenRequest['mode'], private readonly link: EngineLink, private readonly refusal: Result<never> | undefined) {
    super()
    this.ended = new Promise((resolve) => {
      this.end = (end) => {
        this.over ??= end
        resolve(this.over)
      }
    })
  }

  /** Sends a batch; the test sees when the shell says that it is taken. */
  send(text: string): Promise<void> {
    const taken = Promise.resolve(this.link.onEvents(new TextEncoder().encode(text)))
    this.untaken.add(taken)
    return taken.finally(() => this.untaken.delete(taken))
  }

  /** What is still to be told when the session is closed, one batch after the other. */
  hold(text: string): void {
    this.waiting.push(text)
  }

  get notifications(): EngineLink['notifications'] {
    return this.link.notifications
  }

  experimentEnds(result: Result<readonly CheckResult[]> = ok([])): void {
    this.finishExperiment(result)
  }

  dies(told: Told = { reason: { kind: 'killed', signal: 'SIGSEGV' } }, reason: EngineEnd['reason'] = 'died'): void {
    this.end({ reason, told })
  }

  async call<T>(ask: (engine: Engine) => Promise<Result<T>>): Promise<Result<T>> {
    return Promise.race([ask(this), this.ended.then((end) => ({ ok: false as const, error: endFailure(end) }))])
  }

  async drained(): Promise<void> {
    while (this.untaken.size > 0) await Promise.allSettled(this.untaken)
  }

  dispose(): Promise<EngineEnd> {
    this.disposed = true
    this.end({ reason: 'closed', told: { reason: { kind: 'ended-by-us' } } })
    return this.ended
  }

  async open(request: OpenRequest): Promise<Result<SessionHeader>> {
    this.request = request
    if (this.refusal) return this.refusal
    if (request.record !== undefined) await writeFile(request.record, 'blocks', { flag: 'wx' })
    this.file = request.record
    return ok(header(request.mode))
  }

  runExperiment(): Promise<Result<readonly CheckResult[]>> {
    return new Promise((resolve) => (this.finishExperiment = resolve))
  }

  async close(): Promise<Result<SessionResult>> {
    this.asked.push('close')
    this.finishExperiment(fail('stopped'))
    for (const text of this.waiting.splice(0)) await this.send(text)
    if (this.file !== undefined && existsSync(this.file)) await writeFile(this.file, ' end', { flag: 'a' })
    return ok(RESULT)
  }

  writerGone(): Promise<Result<null>> {
    this.asked.push('writerGone')
    return Promise.resolve(ok(null))
  }

  async keepRecording(path: string): Promise<Result<null>> {
    this.asked.push('keepRecording')
    if (existsSync(path)) return fail('file-exists', { of: path })
    await rename(this.file ?? '', path)
    this.file = path
    return ok(null)
  }

  exec = (): Promise<Result<never>> => Promise.resolve(fail('usage', { said: 'not here' }))
  ping = (): Promise<EngineVitals> => Promise.resolve({ pid: 1, rss: 1, cpu: 1, packets: 8, dropped: 0, backlog: 0 })
  read = (): Promise<Result<null>> => Promise.resolve(ok(null))
  summary = (): Promise<Result<FileSummary>> => Promise.resolve(ok({ connections: [], count: 0 }))
  socketsText = (): Promise<Result<string>> => Promise.resolve(ok('State Recv-Q'))
  summarise = (files: readonly string[]): Promise<readonly (RecordingSummary | null)[]> => Promise.resolve(files.map(() => null))
  removeNote = (): Promise<Result<null>> => Promise.resolve(ok(null))
  readNotes = (): Promise<Result<readonly NoteAdded[]>> => Promise.resolve(ok([]))
  changeNotes = async ({ file, changes, output }: NoteChanges): Promise<Result<NotesChanged>> => {
    this.asked.push(`changeNotes ${file} ${changes.length}`)
    if (output !== undefined) await writeFile(output, 'blocks', { flag: 'wx' })
    const told = changes.map((change): NoteAdded => (change.kind === 'write'
      ? { type: 'note', at: change.note.at ?? 0, id: change.note.id ?? 'n1', text: change.note.text } : { type: 'note', at: 0, id: change.id, text: '', removed: true }))
    return told.some(({ id }) => id === 'gone') ? fail('no-note', { of: 'gone' }) : ok({ told, notes: told })
  }
  note = (note: { readonly text: string }): Promise<Result<string>> => Promise.resolve(ok(`n-${note.text}`))
  packetFrame = (n: number): Promise<Result<PacketFrame>> => Promise.resolve(ok({ n, bytes: '', length: 0, layers: [] }))
  capturePart = ({ file, conn }: CapturePartRequest): Promise<Result<never>> => Promise.resolve(fail('not-a-capture', { of: `${file} ${conn ?? 'first'}` }))
  gradeCapture = (): Promise<Result<never>> => Promise.resolve(fail('no-session', { said: 'nothing to grade' }))
  exportCapture = (): Promise<Result<never>> => Promise.resolve(fail('no-session', { said: 'nothing to export' }))
  acknowledge = (): Promise<void> => Promise.resolve()
}
