// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { FitAddon } from '@xterm/addon-fit'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick } from 'vue'
import TerminalsPane from '../../../src/renderer/src/components/terminal/TerminalsPane.vue'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { useTerminalsStore } from '../../../src/renderer/src/stores/terminals'
import { terminalTheme } from '../../../src/renderer/src/terminal/terminal-theme'
import { useShortcuts } from '../../../src/renderer/src/composables/use-shortcuts'
import { fail } from '../../../src/shared/base/result'
import { FakeLab } from '../fake-lab'
import { description, silentWindow } from '../fake-shell'
import { freshWindow, mounted } from '../mounted'
import { header } from '../story'

let shell: FakeLab
let pane: VueWrapper

/** happy-dom lays nothing out: the screens are told their size. */
class SizedObserver {
  constructor(private readonly tell: (entries: readonly { readonly contentRect: { readonly width: number; readonly height: number } }[]) => void) {}
  observe(): void {
    this.tell([{ contentRect: { width: 600, height: 200 } }])
  }
  unobserve(): void {}
  disconnect(): void {}
}
beforeEach(() => {
  vi.stubGlobal('ResizeObserver', SizedObserver)
  vi.spyOn(FitAddon.prototype, 'proposeDimensions').mockReturnValue({ cols: 84, rows: 12 })
  freshWindow()
  shell = new FakeLab({
    ...silentWindow, terminalOutput: (id, text) => useTerminalsStore().takeOutput(id, text), terminalEnded: (id, status) => useTerminalsStore().takeEnded(id, status)
  }, { description, scriptFor: () => undefined })
  useLabStore().attach(shell)
  useLabStore().phase = 'running'
  useSessionStore().apply(1, [header({ mode: 'sandbox' })])
})
afterEach(() => {
  pane.unmount()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})
const show = async (): Promise<void> => {
  useTerminalsStore().show()
  pane = mounted(TerminalsPane)
  await flushPromises()
}
const typed = (): string => shell.done.filter((done): done is [string, string, string] => (done as string[])[1] === 'input').map(([id, , text]) => `${id}:${text}`).join(' ')
const field = (n: 1 | 2): HTMLTextAreaElement => pane.findAll('textarea')[n - 1]?.element ?? expect.fail('no terminal')
const press = (on: Element, key: string, more: KeyboardEventInit = {}): boolean => on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))

describe('the two terminals', () => {
  it('are opened as large as they are shown, the first with the focus', async () => {
    await show()
    expect(shell.opened).toEqual([{ cols: 84, rows: 12 }, { cols: 84, rows: 12 }])
    expect(document.activeElement).toBe(field(1))
  })
  it('have names', async () => {
    await show()
    expect([1, 2].map((n) => field(n as 1 | 2).getAttribute('aria-label'))).toEqual(['Terminal 1', 'Terminal 2'])
  })
  it('get the course text\'s commands typed, each where it belongs, and never Enter', async () => {
    await show()
    for (const chip of pane.findAll('header .type button')) await chip.trigger('click')
    await flushPromises()
    expect(typed()).toBe('t1:nc -l 12345 t2:nc 127.0.0.1 12345 t2:ss -tan t2:ss -tan state time-wait')
    expect(typed()).not.toMatch(/[\r\n]/)
  })
  it('are left with F6: from the first to the second, to the buttons, and round again; back with Shift', async () => {
    await show()
    press(field(1), 'F6')
    expect(document.activeElement).toBe(field(2))
    press(field(2), 'F6')
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Back to the tables')
    press(document.activeElement ?? field(1), 'F6')
    expect(document.activeElement).toBe(field(1))
    press(field(1), 'F6', { shiftKey: true })
    press(document.activeElement ?? field(1), 'F6', { shiftKey: true })
    expect(document.activeElement).toBe(field(2))
    expect(typed()).toBe('')
  })
  it('keep the window\'s single keys to themselves', async () => {
    const run = vi.fn()
    const scope = effectScope()
    scope.run(() => useShortcuts({ ' ': run, e: run, t: run, '1': run }))
    await show()
    for (const key of [' ', 'e', 't', '1']) press(field(1), key)
    expect(run).not.toHaveBeenCalled()
    press(document.body, 'e')
    expect(run).toHaveBeenCalledOnce()
    scope.stop()
  })
  it('say how their shell ended, and begin again', async () => {
    await show()
    shell.exit('t1', 3)
    await nextTick()
    const ended = pane.find('.ended')
    expect(ended.text()).toContain('The shell has ended (status 3).')
    await ended.find('button').trigger('click')
    await flushPromises()
    expect(shell.opened).toHaveLength(3)
    expect(pane.find('.ended').exists()).toBe(false)
  })
  it('say why they cannot be had, what mends it, and how the laboratory is joined from elsewhere', async () => {
    shell.refusal = fail('no-pty', { said: 'no binary for linux-mips', remedy: 'npm install --include=optional' })
    await show()
    const said = pane.findAll('.refused')
    expect(said).toHaveLength(2)
    expect(said[0]?.findAll('code').map((code) => code.text())).toEqual(['npm install --include=optional', '/opt/lab/bin/twlab shell --join 4711'])
  })
})

describe('colours of a terminal', () => {
  it('are the page\'s, with programs\' colours for its ground', () => {
    const dark = terminalTheme({ pane: '#12161d', text: '#e4e9f0', selected: '#22324b', dark: true })
    const light = terminalTheme({ pane: '#ffffff', text: '#1a212b', selected: '#e3ebf8', dark: false })
    expect([dark.background, dark.foreground, light.background, light.foreground]).toEqual(['#12161d', '#e4e9f0', '#ffffff', '#1a212b'])
    expect(dark.red).not.toBe(light.red)
  })
})
