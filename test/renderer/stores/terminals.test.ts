// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useTerminalsStore, type Screen } from '../../../src/renderer/src/stores/terminals'
import { firstPiece, TypedText } from '../../../src/renderer/src/terminal/typed-text'
import { fail } from '../../../src/shared/base/result'
import { TERMINAL_LIMITS, terminalId } from '../../../src/shared/ipc/terminals'
import type { FakeLab } from '../fake-lab'
import { told } from '../fake-shell'
import { header } from '../story'
import { attachedShell } from './attached-shell'

const SIZE = { cols: 48, rows: 11 }

/** A screen that keeps what is written, and takes it when the test says so. */
class FakeScreen implements Screen {
  text = ''
  focused = 0
  readonly untaken: (() => void)[] = []
  write(text: string, taken: () => void): void {
    this.text += text
    this.untaken.push(taken)
  }
  clear(): void {
    this.text = ''
  }
  focus(): void {
    this.focused++
  }
}

let store: ReturnType<typeof useTerminalsStore>
let shell: FakeLab
let screen: FakeScreen

beforeEach(() => {
  setActivePinia(createPinia())
  store = useTerminalsStore()
  shell = attachedShell(
    { scriptFor: (request) => told(request.kind === 'watch' ? { header: header({ mode: 'host' }), end: 'open' } : { end: 'open' }) },
    { terminalOutput: (id, text) => store.takeOutput(id, text), terminalEnded: (id, status) => store.takeEnded(id, status) }
  )
  screen = new FakeScreen()
  store.attach(1, screen)
})
const start = (kind: 'lab' | 'watch' = 'lab'): Promise<void> => useLabStore().start({ kind }, 'en')
const opened = async (): Promise<void> => {
  await start()
  await store.open(1, SIZE)
}

describe('a terminal of the window', () => {
  it('is opened in the running laboratory, and typed into in order', async () => {
    await opened()
    expect(store.states[1]).toEqual({ state: 'open', id: 't1' })
    for (const key of 'ss -tan\r') store.type(1, key)
    await flushPromises()
    expect(shell.opened).toEqual([SIZE])
    expect(shell.done.map((done) => (done as string[])[2]).join('')).toBe('ss -tan\r')
  })
  it('gets a suggested command as if it was typed, without Enter, and the focus', async () => {
    await opened()
    store.suggest(1, 'nc -l 12345')
    await flushPromises()
    expect(shell.done).toEqual([['t1', 'input', 'nc -l 12345']])
    expect(screen.focused).toBe(1)
  })
  it('shows what is printed, and says that it was taken when it is drawn', async () => {
    await opened()
    shell.print('t1', 'LISTEN')
    expect(screen.text).toBe('LISTEN')
    expect(shell.done).toEqual([])
    screen.untaken.forEach((taken) => taken())
    await flushPromises()
    expect(shell.done).toEqual([['t1', 'taken', 6]])
  })
  it('shows what is told before its opening is answered', async () => {
    await start()
    const opening = store.open(1, SIZE)
    store.takeOutput(terminalId('t1'), '$ ')
    await opening
    expect(screen.text).toBe('$ ')
  })
  it('keeps that apart from what the other one is told before its own is', async () => {
    await start()
    const other = new FakeScreen()
    store.attach(2, other)
    const opening = [store.open(1, SIZE), store.open(2, SIZE)]
    store.takeOutput(terminalId('t2'), '2 $ ')
    store.takeOutput(terminalId('t1'), '1 $ ')
    await Promise.all(opening)
    expect([screen.text, other.text]).toEqual(['1 $ ', '2 $ '])
  })
  it('shows nothing of one that it does not know', async () => {
    await opened()
    shell.print('t7', 'of an earlier session')
    expect(screen.text).toBe('')
  })
  it('ends with its shell, and can be opened again', async () => {
    await opened()
    shell.exit('t1', 130)
    expect(store.states[1]).toEqual({ state: 'ended', status: { code: 130, signal: null } })
    await store.open(1, SIZE)
    expect(store.states[1]).toEqual({ state: 'open', id: 't2' })
  })
  it('ends with its laboratory, with what it shows; the next one begins with an empty screen', async () => {
    await opened()
    shell.print('t1', 'TIME-WAIT')
    await useLabStore().stop()
    await flushPromises()
    expect(store.states[1]).toEqual({ state: 'ended', status: null })
    expect(screen.text).toBe('TIME-WAIT')
    expect(store.possible).toBe(true)
    await start()
    await flushPromises()
    expect(store.states[1]).toEqual({ state: 'closed' })
    expect(screen.text).toBe('')
  })
  it('that cannot be had says why, and how the laboratory is joined from elsewhere', async () => {
    shell.refusal = fail('no-pty', { said: 'Could not load the native module', remedy: 'npm install --include=optional' })
    await opened()
    await flushPromises()
    expect(store.states[1]).toMatchObject({ state: 'refused', failure: { code: 'no-pty', remedy: 'npm install --include=optional' } })
    expect(store.joinCommand).toBe('/opt/lab/bin/twlab shell --join 4711')
  })
  it('is not opened where there is no laboratory: on the machine itself, and when nothing runs', async () => {
    await store.open(1, SIZE)
    await start('watch')
    await store.open(1, SIZE)
    expect(shell.opened).toEqual([])
    expect(store.possible).toBe(false)
  })
  it('of a laboratory that is over and that nobody typed in is nothing to show: asking for terminals makes a new laboratory', async () => {
    await start()
    await flushPromises()
    expect(store.possible).toBe(true)
    await useLabStore().stop()
    await flushPromises()
    expect(store.possible).toBe(false)
  })
})

describe('what is typed', () => {
  it('goes in pieces, each after the one before it was taken', async () => {
    const sent: string[] = []
    const takes: ((taken: boolean) => void)[] = []
    const typed = new TypedText((text) => new Promise((resolve) => {
      sent.push(text)
      takes.push(resolve)
    }))
    typed.push('a'.repeat(TERMINAL_LIMITS.input + 1))
    typed.push('b')
    expect(sent.map(({ length }) => length)).toEqual([TERMINAL_LIMITS.input])
    takes[0]?.(true)
    await flushPromises()
    expect(sent[1]).toBe('ab')
  })
  it('is dropped when it cannot be taken any more', async () => {
    const sent: string[] = []
    const typed = new TypedText((text) => (sent.push(text), Promise.resolve(false)))
    typed.push('a'.repeat(3 * TERMINAL_LIMITS.input))
    await flushPromises()
    expect(sent).toHaveLength(1)
  })
  it('is never cut within a character', () => {
    expect(firstPiece('ab🙂c', 3)).toBe('ab')
    expect(firstPiece('ab🙂c', 4)).toBe('ab🙂')
    expect(firstPiece('연결', 2)).toBe('연결')
  })
})
