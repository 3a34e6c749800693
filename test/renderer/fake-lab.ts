import { fail, type Failure, ok, type Result } from '../../src/shared/base/result'
import type { DoctorCheck, KeptRecording, Lab, LabDescription, LabNotifications, LabRequest } from '../../src/shared/ipc/lab'
import type { OwnExperiments, OwnExperimentWanted } from '../../src/shared/ipc/lab-own'
import type { ExportWanted, SessionExported } from '../../src/shared/ipc/lab-export'
import type { PacketFrame } from '../../src/shared/ipc/packet-frame'
import type { WindowState } from '../../src/shared/ipc/lab-desktop'
import type { SessionEvent, SessionHeader, SessionResult } from '../../src/shared/model/events'
import { afterRun, NO_PROGRESS, type CourseProgress, type CourseRun } from '../../src/shared/course/progress'
import { FakeLabRecords, type FakeRecords } from './fake-lab-records'
import { FakeLabTerminals } from './fake-lab-terminals'

/** What a fake shell plays for a request. */
export interface Script {
  readonly header: SessionHeader
  /** In order of their instants. */
  readonly events: readonly SessionEvent[]
  /** ms of the session that are told at once: it then goes on from there. @default 0 */
  readonly fromMs?: number
  /** How it ends after the last event. `open`: it does not. @default 'result' */
  readonly end?: 'result' | 'open' | 'died'
  readonly result?: Partial<SessionResult>
  readonly socketsText?: string
}

export interface FakeLabOptions {
  readonly description: LabDescription
  readonly scriptFor: (request: LabRequest) => Script | undefined
  readonly checks?: readonly DoctorCheck[]
  readonly recordings?: readonly KeptRecording[]
  /** What goes wrong as soon as a session has begun, without ending it. */
  readonly trouble?: Failure
  readonly own?: OwnExperiments
  /** Own experiments that ask before they run. */
  readonly asks?: readonly string[]
  readonly records?: FakeRecords
  /** Kinds of sessions whose file takes no notes: classic pcap. */
  readonly withoutNotes?: readonly LabRequest['kind'][]
  /** What each terminal prints as soon as it is open. */
  readonly terminalText?: string
  /** What of the course has been done before. */
  readonly progress?: CourseProgress
}

/** A FIN,ACK on the loopback, as an engine describes it; abridged. */
const FRAME: PacketFrame = {
  n: 1, length: 66, bytes: 'AAAAAAAAAAAAAAAACABFAAA0AABAAEAGPMJ/AAABfwAAAaESMDkAAAPoAAAH0IARAgD+KAAAAQEICgAAAAUAAAAE',
  layers: [
    { name: 'ethernet', offset: 0, length: 14, fields: [{ name: 'etherType', offset: 12, length: 2, value: '0x0800' }] },
    {
      name: 'tcp', offset: 34, length: 32, fields: [
        { name: 'sourcePort', offset: 34, length: 2, value: '41234' }, { name: 'flags', offset: 47, length: 1, value: 'FIN,ACK' }, { name: 'checksum', offset: 50, length: 2, value: '0xfe28', remark: 'partial' }
      ]
    }
  ]
}
const FRAME_MS = 16
const LINES = 2_000

/** A shell without an engine: plays scripts in real time, over any channel. */
export class FakeLab extends FakeLabTerminals implements Lab {
  /** Batches that the window has acknowledged. */
  acknowledged = 0
  readonly notes: string[] = []
  progress: CourseProgress
  windowStates: WindowState[] = []
  readonly requests: LabRequest[] = []
  keeps = 0
  readonly allowed: OwnExperimentWanted[] = []
  readonly exports: ExportWanted[] = []
  /** Exports that the window ended. */
  stopped = 0
  private number = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private script: Script | undefined

  private readonly records: FakeLabRecords

  constructor(private readonly window: LabNotifications, private readonly options: FakeLabOptions) {
    super(window)
    this.records = new FakeLabRecords(options.records ?? {})
    this.greeting = options.terminalText ?? ''
    this.progress = options.progress ?? NO_PROGRESS
  }

  samples = (): ReturnType<Lab['samples']> => this.records.samples()
  rubrics = (): ReturnType<Lab['rubrics']> => this.records.rubrics()
  recordingPart = (...asked: Parameters<Lab['recordingPart']>): ReturnType<Lab['recordingPart']> => this.records.recordingPart(...asked)
  gradeRecording = (...asked: Parameters<Lab['gradeRecording']>): ReturnType<Lab['gradeRecording']> => this.records.gradeRecording(...asked)

  stopExport(): Promise<void> {
    this.stopped++
    return Promise.resolve()
  }

  exportSession(wanted: ExportWanted): Promise<Result<SessionExported | null>> {
    this.exports.push(wanted)
    this.window.exporting(1, 4)
    if (wanted.format === 'pdf') return Promise.resolve(ok(null))
    return Promise.resolve(ok({ name: `talk.${wanted.format}`, path: `/home/student/exports/talk.${wanted.format}`, bytes: 20_480, lost: [{ what: 'kinds', counts: [{ type: 'sample', count: 7 }] }], troubles: [] }))
  }

  describe(): Promise<LabDescription> {
    return Promise.resolve(this.options.description)
  }

  doctor(): Promise<readonly DoctorCheck[]> {
    return Promise.resolve(this.options.checks ?? [])
  }

  start(request: LabRequest): Promise<Result<SessionHeader>> {
    this.requests.push(request)
    clearTimeout(this.timer)
    if (request.kind === 'own' && this.mustAsk(request)) return Promise.resolve(fail('programs-not-allowed'))
    const script = this.options.scriptFor(request)
    if (script === undefined) return Promise.resolve(fail('unknown-experiment', { said: 'There is no script for this.' }))
    this.script = script
    this.number++
    this.window.engine(this.number, { state: 'running' })
    if (this.options.trouble !== undefined) this.window.trouble(this.number, this.options.trouble)
    this.play(script)
    return Promise.resolve(ok(script.header))
  }

  stop(): Promise<Result<SessionResult>> {
    clearTimeout(this.timer)
    if (this.script === undefined) return Promise.resolve(fail('no-session'))
    const result = this.result(this.script, 0)
    this.tell([result])
    this.window.engine(this.number, { state: 'finished' })
    return Promise.resolve(ok(result))
  }

  keep(): Promise<Result<KeptRecording>> {
    this.keeps++
    return Promise.resolve(ok({
      name: 'active-close-2026-11-22-100000.pcapng', path: '/home/student/.local/share/timewait-lab/recordings/active-close-2026-11-22-100000.pcapng', bytes: 48_211,
      changed: '2026-11-22T10:01:04Z'
    }))
  }

  chooseFile(): ReturnType<Lab['chooseFile']> {
    return Promise.resolve(ok({ token: 'chosen', name: 'lecture.pcapng' }))
  }

  recordings(): Promise<readonly KeptRecording[]> {
    return Promise.resolve(this.options.recordings ?? [])
  }

  ownExperiments(): Promise<OwnExperiments> {
    return Promise.resolve(this.options.own ?? { folder: '/home/student/.local/share/timewait-lab/experiments', files: [] })
  }

  private mustAsk({ name, hash }: Pick<OwnExperimentWanted, 'name' | 'hash'>): boolean {
    return this.options.asks?.includes(name) === true && !this.allowed.some((allowed) => allowed.hash === hash)
  }

  mayRun(wanted: OwnExperimentWanted): Promise<Result<null>> {
    return Promise.resolve(this.mustAsk(wanted) ? fail('programs-not-allowed') : ok(null))
  }

  allowPrograms(wanted: OwnExperimentWanted): Promise<Result<null>> {
    this.allowed.push(wanted)
    return Promise.resolve(ok(null))
  }

  socketsText(): Promise<Result<string>> {
    return Promise.resolve(ok(this.script?.socketsText ?? ''))
  }

  packetFrame(n: number): Promise<Result<PacketFrame>> {
    return Promise.resolve(ok({ ...FRAME, n }))
  }

  note(note: Parameters<Lab['note']>[0]): Promise<Result<string>> {
    const kind = this.requests.at(-1)?.kind
    if (kind !== undefined && this.options.withoutNotes?.includes(kind) === true) return Promise.resolve(fail('no-comments', { of: 'lecture.pcap' }))
    this.notes.push(note.text)
    const { id = `n${this.notes.length}`, at = 0, text, packet, until, author } = note
    this.tell([{ type: 'note', at, id, text, ...(packet === undefined ? {} : { packet }), ...(until === undefined ? {} : { until }), ...(author === undefined ? {} : { author }) }])
    return Promise.resolve(ok(id))
  }

  courseProgress(): Promise<CourseProgress> {
    return Promise.resolve(this.progress)
  }

  courseRan(run: CourseRun): Promise<Result<CourseProgress>> {
    this.progress = afterRun(this.progress, run, '2026-11-22T10:01:04Z')
    return Promise.resolve(ok(this.progress))
  }

  courseReset(): Promise<Result<CourseProgress>> {
    this.progress = NO_PROGRESS
    return Promise.resolve(ok(this.progress))
  }

  removeNote(id: string): Promise<Result<null>> {
    this.tell([{ type: 'note', at: 0, id, text: '', removed: true }])
    return Promise.resolve(ok(null))
  }

  vitals(): ReturnType<Lab['vitals']> {
    return Promise.resolve(ok({ pid: 1, rss: 0, cpu: 0, packets: 0, dropped: 0, backlog: 0 }))
  }

  acknowledge(batches: number): Promise<void> {
    this.acknowledged += batches
    return Promise.resolve()
  }

  windowState(state: WindowState): Promise<void> {
    this.windowStates.push(state)
    return Promise.resolve()
  }

  /** The engine ends by itself. */
  die(): void {
    clearTimeout(this.timer)
    this.window.engine(this.number, {
      state: 'died', failure: { code: 'engine-died', reason: { kind: 'killed', signal: 'SIGKILL' } }, mayRestart: true,
      recording: '/home/student/.local/share/timewait-lab/recordings/active-close-2026-11-22-100000.pcapng'
    })
  }

  dispose(): void {
    clearTimeout(this.timer)
  }

  private play(script: Script): void {
    const began = Date.now() - (script.fromMs ?? 0)
    let next = 0
    this.tell([script.header])
    const step = (): void => {
      const until = script.header.mode === 'file' ? Number.POSITIVE_INFINITY : (Date.now() - began) * 1e6
      const batch: SessionEvent[] = []
      for (; next < script.events.length && batch.length < LINES; next++) {
        const event = script.events[next]
        if (event === undefined || event.at > until) break
        batch.push(event)
      }
      this.tell(batch)
      if (next < script.events.length) this.timer = setTimeout(step, batch.length === LINES ? 0 : FRAME_MS)
      else this.finish(script)
    }
    step()
  }

  private finish(script: Script): void {
    if (script.end === 'open') return
    if (script.end === 'died') return this.die()
    this.tell([this.result(script, script.events.at(-1)?.at ?? 0)])
    this.window.engine(this.number, { state: 'finished' })
  }

  private result(script: Script, at: number): SessionResult {
    const { experiment = null } = script.header
    return {
      // A run that came to its end has its checks; what they say the window decides itself.
      type: 'result', at, experiment, ok: true, checks: experiment === null ? [] : [{ id: 'waits', ok: true, title: 'It waits', evidence: [] }], captured: script.events.filter(({ type }) => type === 'packet').length, dropped: 0, gaps: 0,
      ...script.result
    }
  }

  private tell(events: readonly SessionEvent[]): void {
    if (events.length > 0) this.window.events(this.number, events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  }
}
