import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fail, ok } from '../../../../src/shared/base/result'
import type { LabNotifications } from '../../../../src/shared/ipc/lab'
import { terminalId } from '../../../../src/shared/ipc/terminals'
import { Desk } from '../../../../src/main/shell/desk/desk'
import { OfferedFiles } from '../../../../src/main/shell/desk/offered-files'
import { Consents } from '../../../../src/main/shell/desk/consents'
import { CourseRecord } from '../../../../src/main/shell/desk/course-record'
import { OwnExperimentsFolder } from '../../../../src/main/shell/desk/own-experiments'
import { terminalProgram } from '../../../../src/main/shell/desk/person-terminals'
import { Shipped } from '../../../../src/main/shell/desk/shipped'
import { RecordingsFolder } from '../../../../src/main/shell/desk/recordings-folder'
import { FakeEngine } from './fake-engine'

const T1 = terminalId('t1')

describe('the terminals of a window', () => {
  let folder: string
  let desk: Desk
  let engines: FakeEngine[]
  let told: unknown[]

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'desk-terminals-'))
    engines = []
    told = []
    const window = new Proxy({}, { get: (_target, name) => (...args: unknown[]) => void told.push([name, ...args]) }) as LabNotifications
    desk = new Desk({
      shell: 'browser', version: '1.2.3', language: 'en', experiments: [], recordings: new RecordingsFolder(folder), files: new OfferedFiles(4), exportSession: () => Promise.resolve(fail('no-session')), ignorePorts: [],
      shipped: new Shipped(resolve('resources')), own: new OwnExperimentsFolder(join(folder, 'own'), new Consents(join(folder, 'consents.json'))),
      course: { path: { title: { en: '', ko: '' }, chapters: [] }, record: new CourseRecord(join(folder, 'course.json')) },
      terminals: { program: (pid) => ({ command: ['/bin/zsh', '-i'], cwd: '/home/student', env: { TWLAB_LAB: String(pid) } }), joinCommand: (pid) => (engines.at(-1)?.mode === 'sandbox' ? `twlab shell --join ${pid}` : undefined) },
      startEngine: (mode, link) => {
        const engine = new FakeEngine(mode, link, undefined)
        engines.push(engine)
        return Promise.resolve(ok(engine))
      },
      doctor: () => Promise.resolve([]), chooseFile: () => Promise.resolve(ok(null)), onWindowState: () => undefined
    }, window)
  })
  afterEach(async () => {
    await desk.close()
    await rm(folder, { recursive: true })
  })

  it('are in a laboratory without an experiment, which is recorded and goes on until it is stopped', async () => {
    expect(await desk.start({ kind: 'lab', language: 'en' })).toMatchObject({ ok: true, value: { mode: 'sandbox' } })
    expect(engines[0]?.request).toMatchObject({ mode: 'sandbox', record: expect.stringMatching(/\.session-.*\.pcapng$/) })
    expect(engines[0]?.request?.experiment).toBeUndefined()
    expect(engines[0]?.asked).not.toContain('close')
  })

  it('run what the person\'s machine decides, at the window\'s size', async () => {
    await desk.start({ kind: 'lab', language: 'en' })
    expect(await desk.openTerminal({ cols: 48, rows: 11 })).toEqual(ok('t1'))
    expect(engines[0]?.requests).toEqual([{ size: { cols: 48, rows: 11 }, command: ['/bin/zsh', '-i'], cwd: '/home/student', env: { TWLAB_LAB: '4711' } }])
  })

  it('are typed into, resized, taken from and closed', async () => {
    await desk.start({ kind: 'lab', language: 'en' })
    await desk.openTerminal({ cols: 48, rows: 11 })
    await desk.terminalInput(T1, 'ss -tan')
    await desk.resizeTerminal(T1, { cols: 20, rows: 5 })
    await desk.terminalTaken(T1, 12)
    await desk.closeTerminal(T1)
    expect(engines[0]?.done).toEqual([['t1', 'input', 'ss -tan'], ['t1', 'resize', { cols: 20, rows: 5 }], ['t1', 'taken', 12], ['t1', 'close']])
    expect(await desk.terminalInput(terminalId('t9'), 'x')).toMatchObject({ ok: false, error: { code: 'no-terminal' } })
  })

  it('tell the window what they print, and how they end', async () => {
    await desk.start({ kind: 'lab', language: 'en' })
    engines[0]?.notifications.terminalOutput?.(T1, 'State Recv-Q')
    engines[0]?.notifications.terminalEnded?.(T1, { code: 0, signal: null })
    expect(told.slice(-2)).toEqual([['terminalOutput', T1, 'State Recv-Q'], ['terminalEnded', T1, { code: 0, signal: null }]])
  })

  it('end with their session: nothing is typed into the next one', async () => {
    await desk.start({ kind: 'lab', language: 'en' })
    await desk.openTerminal({ cols: 48, rows: 11 })
    await desk.stop()
    expect(await desk.terminalInput(T1, 'x')).toMatchObject({ ok: false, error: { code: 'no-session' } })
    expect(await desk.openTerminal({ cols: 48, rows: 11 })).toMatchObject({ ok: false, error: { code: 'no-session' } })
  })

  it('can be joined by others of the person\'s, as long as there is a laboratory', async () => {
    expect(await desk.joinCommand()).toMatchObject({ ok: false, error: { code: 'no-session' } })
    await desk.start({ kind: 'lab', language: 'en' })
    expect(await desk.joinCommand()).toEqual(ok('twlab shell --join 4711'))
    await desk.start({ kind: 'watch', language: 'en' })
    expect(await desk.joinCommand()).toMatchObject({ ok: false, error: { code: 'no-session' } })
  })
})

describe('the program of a terminal', () => {
  const env = { PATH: '/usr/bin', LANG: 'ko_KR.UTF-8', SHELL: '/bin/zsh', ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '--x', TMUX: '/tmp/t', npm_config_user_agent: 'npm', TWLAB_RECORDINGS: '/r', TERM: 'dumb', COLUMNS: '80' }
  it('is the person\'s shell, with their environment, of which what belongs to our own start is left out', () => {
    expect(terminalProgram(env, '/', 12)).toEqual({
      command: ['/bin/zsh', '-i'], cwd: '/', env: { PATH: '/usr/bin', LANG: 'ko_KR.UTF-8', SHELL: '/bin/zsh', TERM: 'xterm-256color', COLORTERM: 'truecolor', TWLAB_LAB: '12' }
    })
  })
  it('is a shell all the same where none is named, and a home that is gone is no home', () => {
    const { command, cwd } = terminalProgram({ PATH: '/usr/bin' }, '/no/such/home')
    expect(command[0]).toMatch(/^\/bin\/(?:ba)?sh$/)
    expect(cwd).toBe('/')
  })
})
