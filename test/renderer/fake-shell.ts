import { createBirpc } from 'birpc'
import type { Channel } from '../../src/renderer/src/engine/channel'
import type { Lab, LabDescription, LabNotifications } from '../../src/shared/ipc/lab'
import activeCloseSource from '../../resources/experiments/active-close.yaml?raw'
import courseText from '../../resources/course.yaml?raw'
import { parseCourse } from '../../src/shared/course/parse'
import { batchMessage } from '../../src/shared/ipc/window'
import { parsed } from '../shared/experiment/small'
import { FakeLab, type FakeLabOptions, type Script } from './fake-lab'
import { activeClose, header } from './story'

export const silentWindow: LabNotifications = { events: () => {}, batch: () => {}, engine: () => {}, progress: () => {}, trouble: () => {}, exporting: () => {}, menu: () => {}, opened: () => {}, crashed: () => {}, terminalOutput: () => {}, terminalEnded: () => {} }

export const description: LabDescription = {
  version: '0.1.0', shell: 'browser', kernel: '6.18.44', platform: 'linux', versions: { node: '20.20.2' }, recordingsFolder: '/home/student/.local/share/timewait-lab/recordings', language: 'en',
  course: parseCourse(courseText), experiments: [parsed(activeCloseSource)]
}

/** A whole active close, told at once. */
export const told = (over: Partial<Script> = {}): Script => ({
  header: header({ experiment: 'active-close', params: { first: 'client', data: true } }), events: activeClose(), fromMs: 90_000, ...over
})

export interface FakeShell {
  readonly channel: Channel
  readonly lab: FakeLab
  /** What the shell tells the window. */
  readonly window: LabNotifications
}

/** A shell within the test: the window's channel leads straight to a FakeLab. Messages cross as JSON text, one after another. */
export function fakeShell(options: Partial<FakeLabOptions> = {}): FakeShell {
  const toShell = new Set<(message: unknown) => void>()
  const toWindow = new Set<(text: string) => void>()
  const batches = new Set<(message: Uint8Array) => void>()
  const served: Partial<Record<keyof Lab, (...args: never[]) => unknown>> = {}
  const remote = createBirpc<LabNotifications, object>(served, {
    post: (text: string) => queueMicrotask(() => toWindow.forEach((listener) => listener(text))), on: (listener) => void toShell.add(listener), serialize: JSON.stringify, deserialize: JSON.parse, bind: 'functions'
  })
  const window: LabNotifications = {
    events: (...args) => void remote.$callEvent('events', ...args), batch: (session, batch) => queueMicrotask(() => batches.forEach((listener) => listener(batchMessage(session, batch)))),
    engine: (...args) => void remote.$callEvent('engine', ...args),
    progress: (...args) => void remote.$callEvent('progress', ...args), trouble: (...args) => void remote.$callEvent('trouble', ...args),
    menu: (...args) => void remote.$callEvent('menu', ...args), opened: (...args) => void remote.$callEvent('opened', ...args),
    crashed: (...args) => void remote.$callEvent('crashed', ...args),
    exporting: (...args) => void remote.$callEvent('exporting', ...args),
    terminalOutput: (...args) => void remote.$callEvent('terminalOutput', ...args), terminalEnded: (...args) => void remote.$callEvent('terminalEnded', ...args)
  }
  const lab = new FakeLab(window, { description, scriptFor: () => told(), ...options })
  const names = ['describe', 'doctor', 'start', 'stop', 'keep', 'chooseFile', 'recordings', 'socketsText', 'packetFrame', 'ownExperiments', 'mayRun', 'allowPrograms', 'note', 'removeNote', 'exportSession', 'stopExport', 'vitals', 'acknowledge', 'windowState',
    'samples', 'rubrics', 'recordingPart', 'gradeRecording', 'courseProgress', 'courseRan', 'courseReset', 'openTerminal', 'joinCommand', 'terminalInput', 'resizeTerminal', 'terminalTaken', 'closeTerminal'] as const
  for (const name of names) served[name] = (...args: never[]) => (lab[name] as (...given: never[]) => unknown).apply(lab, args)
  const channel: Channel = {
    post: (text) => queueMicrotask(() => toShell.forEach((listener) => listener(text))),
    onMessage: (listener) => void toWindow.add(listener),
    onBatch: (listener) => void batches.add(listener),
    onState: (listener) => listener({ state: 'open' }),
    close: () => lab.dispose()
  }
  return { channel, lab, window }
}
