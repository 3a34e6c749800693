import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import { ok, type Result } from '../../../../src/shared/base/result'
import { parseCourse } from '../../../../src/shared/course/parse'
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
import { FakeEngine } from './fake-engine'

export const EXPERIMENT = { kind: 'experiment', id: 'active-close', params: { wait: 2 }, language: 'en' } as const
export const activeClose = parsed(SMALL.replace('id: small', 'id: active-close'))
export const COURSE = parseCourse('title: A course\nchapters: [{ id: one, title: One, claims: [{ id: first, says: s, so: t, experiments: [active-close] }] }]')
export const WATCH = { kind: 'watch', language: 'en' } as const

// Of the test that runs: each has its own.
export let folder: string
export let engines: FakeEngine[]
let refusal: Result<never> | undefined
/** What is special about the next engines. */
let shape: (engine: FakeEngine) => void
export let told: { readonly name: keyof LabNotifications; readonly args: readonly unknown[] }[]
let heard: (() => void)[]
export let files: OfferedFiles
export let windowStates: WindowState[]
export let desk: Desk
let exporter: SessionExporter

const window = new Proxy({}, {
  get: (_target, name: keyof LabNotifications) => (...args: unknown[]) => {
    told.push({ name, args })
    heard.splice(0).forEach((look) => look())
  }
}) as LabNotifications

/** Waits for what the window is told. */
export async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look()
    if (found !== undefined) return found
    await new Promise<void>((resolve) => heard.push(resolve))
  }
}
export const statuses = (): EngineStatus[] => told.filter(({ name }) => name === 'engine').map(({ args }) => args[1] as EngineStatus)
export const status = (state: EngineStatus['state']): Promise<EngineStatus> => until(() => statuses().find((each) => each.state === state))
export const engine = (number = engines.length): FakeEngine => engines[number - 1] ?? expect.fail(`no engine ${number}`)
export const names = async (): Promise<string[]> => (await readdir(folder)).sort()

/** What the next engines answer instead of opening a session. */
export const refuse = (instead: Result<never>): void => void (refusal = instead)
export const shapeNext = (how: typeof shape): void => void (shape = how)
export const exportBy = (how: SessionExporter): void => void (exporter = how)

async function open(): Promise<void> {
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
}

async function close(): Promise<void> {
  vi.useRealTimers()
  await desk.close()
  await rm(folder, { recursive: true })
}

/** To be called once in a file: a desk of its own for each test, with engines that are played and a window that notes what it is told. */
export function useDesk(): void {
  beforeEach(open)
  afterEach(close)
}
