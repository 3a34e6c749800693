import { setImmediate } from 'node:timers/promises'
import { createBirpc } from 'birpc'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ok } from '../../../../src/shared/base/result'
import type { Lab, LabNotifications } from '../../../../src/shared/ipc/lab'
import { parseMessage, serializeMessage } from '../../../../src/shared/ipc/rpc-channel'
import { readBatchMessage } from '../../../../src/shared/ipc/window'
import { linkWindow } from '../../../../src/main/shell/desk/window-link'

function lab(calls: unknown[]): Lab {
  const answer = (name: string) => (...args: unknown[]) => {
    calls.push([name, ...args])
    return Promise.resolve(name === 'stop' ? Promise.reject(new Error('a bug')) : ok(name))
  }
  return Object.fromEntries(['describe', 'doctor', 'start', 'stop', 'keep', 'chooseFile', 'recordings', 'socketsText', 'packetFrame', 'ownExperiments', 'mayRun', 'allowPrograms', 'note', 'removeNote', 'vitals', 'acknowledge', 'windowState', 'courseRan', 'openTerminal', 'terminalInput'].map(
    (name) => [name, answer(name)])) as unknown as Lab
}

/** A window as the page makes one, wired to the shell's side without anything between. */
function connect(): { readonly remote: Lab; readonly calls: unknown[]; readonly told: unknown[]; readonly link: ReturnType<typeof linkWindow>; readonly sent: string[]; readonly bytes: Uint8Array[] } {
  const calls: unknown[] = []
  const told: unknown[] = []
  const sent: string[] = []
  const bytes: Uint8Array[] = []
  const page: { receive?: (text: string) => void } = {}
  const link = linkWindow((message) => (typeof message === 'string' ? page.receive?.(message) : void bytes.push(message)), () => lab(calls))
  const listener = new Proxy({}, { get: (_target, name) => (...args: unknown[]) => void told.push([name, ...args]), has: () => true }) as LabNotifications
  const remote = createBirpc<Lab, LabNotifications>(listener, {
    post: (text: string) => void (sent.push(text), link.receive(text)), on: (receive) => void (page.receive = receive), serialize: serializeMessage,
    deserialize: (text: string) => parseMessage(text), timeout: 1_000
  })
  return { remote, calls, told, link, sent, bytes }
}

afterEach(() => vi.restoreAllMocks())

describe('what a window asks', () => {
  it('reaches the lab, and the answer comes back', async () => {
    const { remote, calls } = connect()
    expect(await remote.start({ kind: 'watch', port: 80, language: 'ko' })).toEqual(ok('start'))
    const files = [{ kind: 'file', token: 'a', session: 2, language: 'en' }, { kind: 'recording', name: 'a.pcapng', session: 3, follow: true, language: 'en' }, { kind: 'sample', id: 'reset', session: 1, language: 'en' }] as const
    for (const file of files) await remote.start(file)
    await remote.acknowledge(3)
    expect(calls).toEqual([['start', { kind: 'watch', port: 80, language: 'ko' }], ...files.map((file) => ['start', file]), ['acknowledge', 3]])
  })
  it.each<[name: keyof Lab, args: unknown[]]>([
    ['start', []], ['start', [null]], ['start', [{ kind: 'shell', command: 'rm' }]], ['start', [{ kind: 'watch', port: 65536, language: 'en' }]],
    ['start', [{ kind: 'experiment', id: 'a', params: { deep: {} }, language: 'en' }]], ['start', [{ kind: 'file', token: ['x'], language: 'en' }]],
    ['start', [{ kind: 'file', token: 'x'.repeat(256), language: 'en' }]], ['start', [{ kind: 'watch', language: 'xx' }]],
    ['courseRan', [{ experiment: 'a', held: 'yes', predictions: [] }]], ['courseRan', [{ experiment: 'a', held: true, predictions: Array.from({ length: 65 }, () => ({ id: 'a', right: true })) }]],
    ['openTerminal', [{ cols: 80 }]], ['openTerminal', [{ cols: 80, rows: 0 }]], ['openTerminal', [{ cols: 1e9, rows: 24 }]], ['terminalInput', ['t1', 'x'.repeat(16_385)]], ['terminalInput', ['x'.repeat(256), '']],
    ['note', [{ text: 'x'.repeat(10_001) }]], ['note', [{ text: 'a', at: 0.5 }]], ['acknowledge', [-1]], ['acknowledge', ['1']], ['acknowledge', [1e300]],
    ['windowState', [{ language: 'en', available: ['format the disk'] }]], ['windowState', [{ language: 'en', available: Array(99).fill('run') }]]
  ])('%s with wrong arguments (%#) is refused before the lab sees it', async (name, args) => {
    vi.spyOn(console, 'error').mockReturnValue()
    const { remote, calls } = connect()
    await expect((remote[name] as (...args: unknown[]) => Promise<unknown>)(...args)).rejects.toThrow()
    expect(calls).toEqual([])
  })
  it.each(['constructor', 'toString', '__proto__', 'close', 'plan', 'then'])('a function %s does not exist', async (name) => {
    vi.spyOn(console, 'error').mockReturnValue()
    const { remote, calls } = connect()
    const call = (remote as unknown as { $call(name: string): Promise<unknown> }).$call(name)
    await expect(call).rejects.toThrow('not found')
    expect(calls).toEqual([])
  })
  it('what is no message at all is told apart, for the shell to end the channel', () => {
    const { link } = connect()
    for (const text of ['', 'nonsense', '1', 'null', '"q"']) expect(link.receive(text), text).toBe(false)
    expect(link.receive('[]')).toBe(true)
  })
  it('a bug of ours arrives as an error, and is printed', async () => {
    const printed = vi.spyOn(console, 'error').mockReturnValue()
    await expect(connect().remote.stop()).rejects.toThrow('a bug')
    expect(printed).toHaveBeenCalledWith('window: stop: a bug')
  })
})

describe('what a window is told', () => {
  it('arrives in order and waits for no answer', async () => {
    const { link, told, sent } = connect()
    link.window.events(1, '{"type":"step"}\n')
    link.window.engine(1, { state: 'finished' })
    link.window.menu('run')
    await setImmediate()
    expect(told).toEqual([['events', 1, '{"type":"step"}\n'], ['engine', 1, { state: 'finished' }], ['menu', 'run']])
    expect(sent).toEqual([])
  })
  it('a batch in columns comes as bytes, with its session', () => {
    const { link, bytes } = connect()
    link.window.batch(7, Uint8Array.of(1, 2, 3))
    expect(bytes.map(readBatchMessage)).toEqual([{ session: 7, batch: Uint8Array.of(1, 2, 3) }])
    expect(readBatchMessage(new Uint8Array(7))).toBeUndefined()
    link.close()
    link.window.batch(7, Uint8Array.of(4))
    expect(bytes).toHaveLength(1)
  })
  it('nothing once it is closed', async () => {
    const { link, told } = connect()
    link.close()
    link.window.menu('stop')
    await setImmediate()
    expect(told).toEqual([])
  })
})
