import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fail, ok, type Result } from '../../../../src/shared/base/result'
import { parseCourse } from '../../../../src/shared/course/parse'
import type { ExportWanted } from '../../../../src/shared/ipc/lab-export'
import type { EngineStatus, LabNotifications } from '../../../../src/shared/ipc/lab'
import type { WindowState } from '../../../../src/shared/ipc/lab-desktop'
import { Desk } from '../../../../src/main/shell/desk/desk'
import { Consents } from '../../../../src/main/shell/desk/consents'
import type { SessionExporter } from '../../../../src/main/shell/desk/export-session'
import { CourseRecord } from '../../../../src/main/shell/desk/course-record'
import { OwnExperimentsFolder } from '../../../../src/main/shell/desk/own-experiments'
import { OfferedFiles } from '../../../../src/main/shell/desk/offered-files'
import { Shipped } from '../../../../src/main/shell/desk/shipped'
import { RecordingsFolder } from '../../../../src/main/shell/desk/recordings-folder'
import { parsed, SMALL } from '../../../shared/experiment/small'
import { FakeEngine, RESULT } from './fake-engine'

const EXPERIMENT = { kind: 'experiment', id: 'active-close', params: { wait: 2 }, language: 'en' } as const
const activeClose = parsed(SMALL.replace('id: small', 'id: active-close'))
const COURSE = parseCourse('title: A course\nchapters: [{ id: one, title: One, claims: [{ id: first, says: s, so: t, experiments: [active-close] }] }]')
const WATCH = { kind: 'watch', language: 'en' } as const

let folder: string
let engines: FakeEngine[]
let refusal: Result<never> | undefined
/** What is special about the next engines. */
let shape: (engine: FakeEngine) => void
let told: { readonly name: keyof LabNotifications; readonly args: readonly unknown[] }[]
let heard: (() => void)[]
let files: OfferedFiles
let windowStates: WindowState[]
let desk: Desk
let exporter: SessionExporter

const window = new Proxy({}, {
  get: (_target, name: keyof LabNotifications) => (...args: unknown[]) => {
    told.push({ name, args })
    heard.splice(0).forEach((look) => look())
  }
}) as LabNotifications

/** Waits for what the window is told. */
async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look()
    if (found !== undefined) return found
    await new Promise<void>((resolve) => heard.push(resolve))
  }
}
const statuses = (): EngineStatus[] => told.filter(({ name }) => name === 'engine').map(({ args }) => args[1] as EngineStatus)
const status = (state: EngineStatus['state']): Promise<EngineStatus> => until(() => statuses().find((each) => each.state === state))
const engine = (number = engines.length): FakeEngine => engines[number - 1] ?? expect.fail(`no engine ${number}`)
const names = async (): Promise<string[]> => (await readdir(folder)).sort()

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'desk-'))
  engines = []
  refusal = undefined
  shape = () => undefined
  told = []
  heard = []
  windowStates = []
  exporter = (source, name, { format }) => Promise.resolve(ok({ name: `${name}.${format}`, path: `${source.file}${source.session === undefined ? '' : ` ${source.session}`}.${format}`, bytes: 1, lost: [], troubles: [] }))
  files = new OfferedFiles(4)
  desk = new Desk({
    shell: 'browser', version: '1.2.3', language: 'ko', experiments: [activeClose], recordings: new RecordingsFolder(folder), files,
    shipped: new Shipped(resolve('resources')), own: new OwnExperimentsFolder(join(folder, 'own'), new Consents(join(folder, 'consents.json'))),
    course: { path: COURSE, record: new CourseRecord(join(folder, 'course.json')) },
    terminals: { program: (pid) => ({ command: ['/bin/zsh', '-i'], cwd: '/home/student', env: { TWLAB_LAB: String(pid) } }), joinCommand: (pid) => (engines.at(-1)?.mode === 'sandbox' ? `twlab shell --join ${pid}` : undefined) },
    startEngine: (mode, link) => {
      const made = new FakeEngine(mode, link, refusal)
      shape(made)
      engines.push(made)
      return Promise.resolve(ok(made))
    },
    exportSession: (...asked) => exporter(...asked),
    doctor: () => Promise.resolve([]), chooseFile: () => Promise.resolve(ok({ path: '/home/student/a.pcap', name: 'a.pcap' })), ignorePorts: [4711], onWindowState: (state) => void windowStates.push(state)
  }, window)
})
afterEach(async () => {
  vi.useRealTimers()
  await desk.close()
  await rm(folder, { recursive: true })
})

describe('a second window of a laboratory', () => {
  it('reads its recording, is told when nobody writes to it any more, and leaves nothing', async () => {
    expect([desk.viewable, await desk.view()]).toMatchObject([false, { ok: false, error: { code: 'no-session' } }])
    await desk.start(EXPERIMENT)
    const view = await desk.view()
    if (!view.ok) return expect.fail(view.error.message)
    expect([desk.viewable, view.value.name]).toEqual([true, 'active-close'])
    expect(await readFile(view.value.path, 'utf8')).toBe('blocks')
    // The same desk shows it: its laboratory has ended with that.
    await desk.start({ kind: 'file', token: files.offer(view.value), follow: true, language: 'en' })
    await status('finished')
    expect(engine(2)).toMatchObject({ asked: expect.arrayContaining(['writerGone']), request: { file: view.value.path, follow: true } })
    expect(desk.viewable).toBe(false)
    await desk.discardView(view.value)
    expect(await names()).toEqual([])
  })
})

describe('packets of a session that is over', () => {
  it('are read from its recording, by one engine for all of them, from where it is kept later, and none stays behind', async () => {
    await desk.start(EXPERIMENT)
    engine(1).experimentEnds()
    await status('finished')
    const frames = await Promise.all([3, 4].map((n) => desk.packetFrame(n)))
    expect(frames).toMatchObject([{ ok: true, value: { n: 3 } }, { ok: true, value: { n: 4 } }])
    expect(engines.map(({ mode, request }) => [mode, request?.file === engine(1).request?.record])).toEqual([['sandbox', false], ['file', true]])
    const kept = await desk.keep()
    expect([engine(2).disposed, (await desk.packetFrame(3)).ok]).toEqual([true, true])
    expect(engine(3).request).toMatchObject({ mode: 'file', file: kept.ok ? kept.value.path : '', telling: 'summary' })
    await desk.close()
    expect(engines.map(({ disposed }) => disposed)).toEqual([true, true, true])
  })
})

describe('starting', () => {
  it('an experiment runs in a sandbox, with the window\'s parameters, and is written to a hidden file from the start', async () => {
    expect(await desk.start(EXPERIMENT)).toMatchObject({ ok: true, value: { type: 'session', mode: 'sandbox' } })
    expect(engine().mode).toBe('sandbox')
    expect(engine().request?.experiment).toEqual({ origin: 'built-in', experiment: activeClose, params: { wait: 2 } })
    expect(await names()).toEqual([expect.stringMatching(/^\.session-.*\.pcapng$/)])
    expect(statuses()).toEqual([{ state: 'running' }])
  })
  it('watching this machine leaves out the shell\'s own port', async () => {
    await desk.start({ ...WATCH, port: 12345 })
    expect(engine().request).toMatchObject({ mode: 'host', port: 12345, ignorePorts: [4711] })
  })
  it('a chosen file is read through its token, and nothing is recorded', async () => {
    const chosen = await desk.chooseFile()
    expect(chosen).toMatchObject({ ok: true, value: { name: 'a.pcap' } })
    const token = chosen.ok && chosen.value ? chosen.value.token : ''
    await desk.start({ kind: 'file', token, language: 'en' })
    expect(engine().request).toMatchObject({ mode: 'file', file: '/home/student/a.pcap' })
    expect(engine().request?.record).toBeUndefined()
    await status('finished')
  })
  it('a path, a made-up token, an unknown experiment and an unknown recording start nothing', async () => {
    expect(await desk.start({ kind: 'file', token: '/etc/passwd', language: 'en' })).toMatchObject({ ok: false, error: { code: 'unreadable-file' } })
    expect(await desk.start({ kind: 'recording', name: '../secret.pcapng', language: 'en' })).toMatchObject({ ok: false, error: { code: 'unreadable-file' } })
    expect(await desk.start({ ...EXPERIMENT, id: 'toString' })).toMatchObject({ ok: false, error: { code: 'unknown-experiment' } })
    expect(engines).toHaveLength(0)
  })
  it('what the engine refuses is answered, and leaves neither process nor file', async () => {
    refusal = fail('no-libpcap', 'libpcap.so.1 is missing', 'sudo apt install libpcap0.8')
    expect(await desk.start(EXPERIMENT)).toEqual(refusal)
    expect(engine().disposed).toBe(true)
    expect(await names()).toEqual([])
  })
  it('a second start ends the first session and discards its recording', async () => {
    await desk.start(EXPERIMENT)
    const [first] = await names()
    await desk.start(EXPERIMENT)
    expect(engine(1).disposed).toBe(true)
    expect(await names()).toEqual([expect.not.stringMatching(first ?? '')])
  })
  it('two starts at once give one running engine', async () => {
    await Promise.all([desk.start(EXPERIMENT), desk.start(EXPERIMENT)])
    expect(engines.map(({ disposed }) => disposed)).toEqual([true, false])
  })
})

describe('the stream', () => {
  it('batches are passed on as text, and count as taken when the window says so, oldest first', async () => {
    await desk.start(EXPERIMENT)
    let taken = 0
    const batches = ['{"type":"step"}\n', 'not even json: 시간\n'].map((text) => engine().send(text).then(() => taken++))
    expect(told.filter(({ name }) => name === 'events').map(({ args }) => args)).toEqual([[1, '{"type":"step"}\n'], [1, 'not even json: 시간\n']])
    await desk.acknowledge(1)
    await batches[0]
    expect(taken).toBe(1)
    await desk.acknowledge(1)
    await batches[1]
  })
  it('an acknowledgement of an old session\'s batch does not count for the new one', async () => {
    await desk.start(EXPERIMENT)
    void engine(1).send('old\n')
    await desk.start(EXPERIMENT)
    let taken = false
    const batch = engine(2).send('new\n').then(() => (taken = true))
    await desk.acknowledge(1)
    await Promise.resolve()
    expect(taken).toBe(false)
    await desk.acknowledge(1)
    await batch
  })
  it('progress and troubles carry the number of their session', async () => {
    await desk.start(WATCH)
    engine().notifications.progress(5, 10)
    engine().notifications.trouble({ code: 'no-ss', message: 'ss is missing' })
    expect(told.slice(-2)).toEqual([{ name: 'progress', args: [1, 5, 10] }, { name: 'trouble', args: [1, { code: 'no-ss', message: 'ss is missing' }] }])
  })
})

describe('stopping', () => {
  it('closes the session, tells everything the engine still has, and only then ends the engine', async () => {
    await desk.start(WATCH)
    engine().hold('connection\n')
    engine().hold('result\n')
    const stopped = desk.stop()
    await until(() => told.find(({ args }) => args[1] === 'connection\n'))
    expect(engine().disposed).toBe(false)
    await desk.acknowledge(1)
    await until(() => told.find(({ args }) => args[1] === 'result\n'))
    await desk.acknowledge(1)
    expect(await stopped).toEqual(ok(RESULT))
    expect(engine().disposed).toBe(true)
    expect(statuses()).toEqual([{ state: 'running' }, { state: 'finished' }])
    expect(await desk.stop()).toEqual(ok(RESULT))
    expect(engine().asked).toEqual(['close'])
  })
  it('an experiment that has come to its end finishes the session by itself', async () => {
    await desk.start(EXPERIMENT)
    engine().experimentEnds()
    await status('finished')
  })
  it('an experiment that could not run says why', async () => {
    await desk.start(EXPERIMENT)
    engine().experimentEnds(fail('no-nft', 'nft is missing', 'sudo apt install nftables'))
    await status('finished')
    expect(told).toContainEqual({ name: 'trouble', args: [1, { code: 'no-nft', message: 'nft is missing', remedy: 'sudo apt install nftables' }] })
  })
  it('stopping an experiment early is no trouble', async () => {
    await desk.start(EXPERIMENT)
    await desk.stop()
    expect(told.map(({ name }) => name)).not.toContain('trouble')
  })
  it('without a session everything that needs one says so', async () => {
    for (const answer of [desk.stop(), desk.keep(), desk.socketsText(), desk.packetFrame(1), desk.note({ text: 'x' }), desk.vitals()]) {
      expect(await answer).toMatchObject({ ok: false, error: { code: 'no-session' } })
    }
  })
})

describe('keeping', () => {
  it('while it runs the engine moves the file; it stays when the next session starts, closed in order', async () => {
    await desk.start(EXPERIMENT)
    const kept = await desk.keep()
    expect(kept).toMatchObject({ ok: true, value: { name: expect.stringMatching(/^active-close-\d{4}-\d\d-\d\d-\d{6}\.pcapng$/), bytes: 6 } })
    await desk.start(WATCH)
    const recordings = await desk.recordings()
    expect(recordings.map(({ name }) => name)).toEqual([kept.ok ? kept.value.name : ''])
    expect(await readFile(recordings[0]?.path ?? '', 'utf8')).toBe('blocks end')
  })
  it('when it has finished the file is renamed; keeping twice answers the same', async () => {
    await desk.start(WATCH)
    await desk.stop()
    const first = await desk.keep()
    expect(first).toMatchObject({ ok: true, value: { name: expect.stringMatching(/^watch-/) } })
    expect(await desk.keep()).toEqual(first)
    expect(engine().asked).toEqual(['close'])
    expect(await names()).toEqual([first.ok ? first.value.name : ''])
  })
  it('two of the same second get different names', async () => {
    await desk.start(WATCH)
    await desk.keep()
    await desk.start(WATCH)
    await desk.keep()
    await desk.stop()
    expect(new Set(await names()).size).toBe(2)
  })
  it('a file that has been read still gives its packets, until the next session starts', async () => {
    await desk.start({ kind: 'file', token: files.offer({ path: '/a.pcap', name: 'a.pcap' }), language: 'en' })
    await status('finished')
    expect(await desk.packetFrame(3)).toMatchObject({ ok: true, value: { n: 3 } })
    expect(engine(1).disposed).toBe(false)
    await desk.start(WATCH)
    expect(engine(1).disposed).toBe(true)
  })

  it('of an opened file a copy is kept, with its notes; of an upload and a sample, notes go there from then on', async () => {
    await desk.start({ kind: 'file', token: files.offer({ path: '/home/student/.hidden/lecture 3.pcap', name: '..lecture 3.pcap', copy: true }), language: 'en' })
    await status('finished')
    const kept = await desk.keep()
    expect(kept).toMatchObject({ ok: true, value: { name: expect.stringMatching(/^lecture 3-\d{4}-\d\d-\d\d-\d{6}\.pcapng$/) } })
    await desk.note({ text: 'later', at: 1 })
    expect(engine().asked.at(-1)).toBe(`changeNotes ${kept.ok ? kept.value.path : ''} 1`)
    expect(await desk.keep()).toEqual(kept)
    await desk.start({ kind: 'file', token: files.offer({ path: '/home/student/own.pcapng', name: 'own.pcapng' }), language: 'en' })
    await until(() => (statuses().filter(({ state }) => state === 'finished').length === 2 ? true : undefined))
    await desk.keep()
    await desk.note({ text: 'later', at: 1 })
    expect(engine().asked.at(-1)).toBe('changeNotes /home/student/own.pcapng 1')
  })
  it('a sample is opened as a copy, which goes with the session', async () => {
    await desk.start({ kind: 'sample', id: 'reset', language: 'en' })
    const { file = '' } = engine().request ?? {}
    expect([existsSync(file), file.startsWith(resolve('resources'))]).toEqual([true, false])
    await desk.close()
    expect(existsSync(file)).toBe(false)
    expect(await desk.start({ kind: 'sample', id: '../../../etc/passwd', language: 'en' })).toMatchObject({ ok: false })
  })
  it('what was not kept is gone when the window closes, and nothing runs', async () => {
    await desk.start(EXPERIMENT)
    void engine().send('a batch no window will ever take\n')
    await desk.close()
    expect(await names()).toEqual([])
    expect(engine().disposed).toBe(true)
    expect(await desk.start(WATCH)).toMatchObject({ ok: false, error: { code: 'no-session' } })
  })
})

describe('when the engine dies', () => {
  it('the window hears how, and where the recording is; it stays', async () => {
    await desk.start(EXPERIMENT)
    engine().dies('killed by SIGSEGV')
    const died = await status('died')
    expect(died).toMatchObject({ code: 'engine-died', detail: 'killed by SIGSEGV', mayRestart: true, recording: expect.stringContaining(join(folder, 'active-close-')) })
    await desk.start(WATCH)
    expect((await desk.recordings()).map(({ path }) => path)).toEqual([died.state === 'died' ? died.recording : ''])
  })
  it('a hung one is told apart', async () => {
    await desk.start(WATCH)
    engine().dies('no answer for 20 s', 'hung')
    expect(await status('died')).toMatchObject({ code: 'engine-hung' })
  })
  it('the fifth death within a minute offers no restart any more', async () => {
    for (let death = 1; death <= 5; death++) {
      await desk.start(WATCH)
      engine().dies()
      await until(() => statuses().filter(({ state }) => state === 'died')[death - 1])
    }
    expect(statuses().filter(({ state }) => state === 'died').map((each) => each.state === 'died' && each.mayRestart)).toEqual([true, true, true, true, false])
  })
  it('one that breaks a promise of its own is ended, and told as dead', async () => {
    shape = (made) => (made.runExperiment = () => Promise.reject(new Error('bug: a step without a name')))
    await desk.start(EXPERIMENT)
    expect(await status('died')).toMatchObject({ code: 'engine-died', detail: 'bug: a step without a name', recording: expect.any(String) })
    expect(engine().disposed).toBe(true)
  })
  it('one that does not close the session within a minute is taken for hung', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    shape = (made) => (made.close = () => new Promise(() => undefined))
    await desk.start(WATCH)
    const stopped = desk.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await stopped).toMatchObject({ ok: false, error: { code: 'engine-hung' } })
    expect(await status('died')).toMatchObject({ code: 'engine-hung', recording: expect.any(String) })
    expect(engine().disposed).toBe(true)
  })
  it('while it was being kept, the recording is kept all the same', async () => {
    await desk.start(WATCH)
    const dying = engine()
    dying.keepRecording = () => {
      dying.dies()
      return new Promise(() => undefined)
    }
    expect(await desk.keep()).toMatchObject({ ok: true, value: { name: expect.stringMatching(/^watch-/) } })
    await status('died')
    expect(await names()).toHaveLength(1)
  })
})

describe('what the program around the window may ask', () => {
  it('whether something runs, was recorded, and would be gone', async () => {
    const seen = (): unknown => ({ running: desk.running, recorded: desk.recorded, unkept: desk.unkept })
    expect(seen()).toEqual({ running: false, recorded: false, unkept: false })
    await desk.start(WATCH)
    expect(seen()).toEqual({ running: true, recorded: true, unkept: true })
    await desk.stop()
    expect(seen()).toEqual({ running: false, recorded: true, unkept: true })
    await desk.keep()
    expect(seen()).toEqual({ running: false, recorded: true, unkept: false })
    await desk.start({ kind: 'file', token: files.offer({ path: '/a.pcap', name: 'a.pcap' }), language: 'en' })
    expect(seen()).toMatchObject({ recorded: false, unkept: false })
  })
  it('nothing of what an engine that died recorded: it has its name already', async () => {
    await desk.start(WATCH)
    engine().dies()
    await status('died')
    expect(desk.unkept).toBe(false)
    expect(await names()).toEqual([expect.stringMatching(/^watch-.*\.pcapng$/)])
  })
  it('is told the language of the window and what its menu could do', async () => {
    await desk.windowState({ language: 'ko', available: ['run', 'open'] })
    expect(windowStates).toEqual([{ language: 'ko', available: ['run', 'open'] }])
  })
})

describe('the course', () => {
  it('counts runs of its own experiments, and of no others', async () => {
    expect((await desk.describe()).course).toBe(COURSE)
    expect(await desk.courseRan({ experiment: 'active-close', held: true, predictions: [{ id: 'who', right: false }] })).toMatchObject({ ok: true, value: { steps: { 'active-close': { runs: 1 } } } })
    expect(await desk.courseRan({ experiment: 'mine', held: true, predictions: [] })).toMatchObject({ ok: false, error: { code: 'unknown-experiment' } })
    expect(Object.keys((await desk.courseProgress()).steps)).toEqual(['active-close'])
  })
  it('is forgotten when that is wished', async () => {
    await desk.courseRan({ experiment: 'active-close', held: true, predictions: [] })
    expect(await desk.courseReset()).toEqual({ ok: true, value: { version: 1, steps: {} } })
    expect((await desk.courseProgress()).steps).toEqual({})
    expect(await desk.courseReset()).toMatchObject({ ok: true })
  })
})

describe('exporting', () => {
  const wanted: ExportWanted = { format: 'html', figure: 'lifecycle', theme: 'light', language: 'en', selection: {}, anonymize: false, withoutPayload: false, packetsOnly: false, comments: true }

  it('needs a session', async () => {
    expect(await desk.exportSession(wanted)).toMatchObject({ ok: false, error: { code: 'no-session' } })
  })

  it('tells how far it has come, ends when it is stopped, and is one at a time', async () => {
    await desk.start(EXPERIMENT)
    exporter = (_source, _name, _wanted, { signal, onProgress }) => new Promise((resolve) => {
      onProgress?.(1, 4)
      signal?.addEventListener('abort', () => resolve(fail('stopped', '')))
    })
    const exporting = desk.exportSession(wanted)
    expect(told.filter(({ name }) => name === 'exporting')).toEqual([{ name: 'exporting', args: [1, 4] }])
    expect(await desk.exportSession(wanted)).toMatchObject({ ok: false, error: { code: 'busy' } })
    await desk.stopExport()
    expect(await exporting).toMatchObject({ ok: false, error: { code: 'stopped' } })
  })

  it('takes the file of a running session as it is, and of an opened one the file itself', async () => {
    await desk.start(EXPERIMENT)
    expect(await desk.exportSession(wanted)).toMatchObject({ ok: true, value: { name: 'active-close.pcapng.html', path: expect.stringMatching(/\.session-.*\.pcapng\.html$/) } })
    const chosen = await desk.chooseFile()
    await desk.start({ kind: 'file', token: chosen.ok && chosen.value !== null ? chosen.value.token : '', language: 'en' })
    expect(await desk.exportSession(wanted)).toMatchObject({ ok: true, value: { name: 'a.pcap.html', path: '/home/student/a.pcap.html' } })
    // Of a file with several sessions it is the one that was chosen.
    const again = await desk.chooseFile()
    await desk.start({ kind: 'file', token: again.ok && again.value !== null ? again.value.token : '', session: 2, language: 'en' })
    expect(await desk.exportSession(wanted)).toMatchObject({ ok: true, value: { path: '/home/student/a.pcap 2.html' } })
  })
})
