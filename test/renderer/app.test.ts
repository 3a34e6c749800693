// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, type Pinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, nextTick } from 'vue'
import App from '../../src/renderer/src/App.vue'
import { createCatalogue } from '../../src/renderer/src/i18n'
import { useLabStore } from '../../src/renderer/src/stores/lab'
import { useNotesStore } from '../../src/renderer/src/stores/notes'
import { useSelectionStore } from '../../src/renderer/src/stores/selection'
import { useSessionStore } from '../../src/renderer/src/stores/session'
import { useSettingsStore } from '../../src/renderer/src/stores/settings'
import { useTablesStore } from '../../src/renderer/src/stores/tables'
import type { WindowBridge } from '../../src/shared/ipc/window'
import { description, fakeShell, type FakeShell, told } from './fake-shell'
import { header } from './story'

// A page without a canvas: the chart's own drawing is tested in charts/ and seen by people.
vi.mock('../../src/renderer/src/components/lifecycle/echart', () => ({
  VChart: defineComponent({ name: 'VChart', setup: (_props, { expose }) => (expose({ setOption: () => {} }), () => null) }),
  *rehearse() {}
}))

/** Limits are for a loaded machine; what is waited for comes at once on a free one. */
const until = (check: () => void): Promise<void> => vi.waitFor(check, 60_000)

let app: VueWrapper
let shell: FakeShell
/** Named wherever a store is asked for: what comes late for the window of the test before makes its stores the active ones. */
let pinia: Pinia
async function open(options: Parameters<typeof fakeShell>[0] = {}): Promise<void> {
  shell = fakeShell(options)
  const { channel } = shell
  Object.defineProperty(window, 'twlab', {
    configurable: true,
    value: {
      post: (message: string) => channel.post(message), on: (listener: (message: string) => void) => (channel.onMessage(listener), () => {}),
      onBatch: (listener: (message: Uint8Array) => void) => (channel.onBatch(listener), () => {})
    } satisfies WindowBridge
  })
  pinia = createPinia()
  localStorage.clear()
  app = mount(App, { global: { plugins: [pinia, createCatalogue('en')] }, attachTo: document.body })
  await until(() => expect(useLabStore(pinia).description).not.toBeNull())
  await until(() => expect(app.find('main .empty').exists()).toBe(true))
  await flushPromises()
}
/** Runs the first experiment; its screen is made over some frames. */
const begin = async (): Promise<void> => {
  await app.get('[data-testid=begin]').trigger('click')
  await until(() => expect(app.find('main .tables').exists()).toBe(true))
}
beforeEach(() => {
  vi.stubGlobal('ResizeObserver', class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  })
})
afterEach(() => {
  app.unmount()
  shell.lab.dispose()
  vi.unstubAllGlobals()
})
const press = async (key: string): Promise<void> => {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  await nextTick()
}

const dialog = (): HTMLElement | null => document.querySelector('[role=dialog]')
const answer = async (label: string): Promise<void> => {
  await app.findAll('[role=dialog] button').find((button) => button.text() === label)?.trigger('click')
  await flushPromises()
}
const runOnce = async (): Promise<void> => {
  await begin()
  await until(() => expect([useLabStore(pinia).phase, useSessionStore(pinia).result?.type]).toEqual(['finished', 'result']))
}
const leave = (): boolean => window.dispatchEvent(new Event('beforeunload', { cancelable: true }))
const available = (): readonly string[] => shell.lab.windowStates.at(-1)?.available ?? []

describe('the window', () => {
  it('from the first start to the checks of the first experiment', async () => {
    await open()
    await begin()
    await until(() => expect(app.find('aside.experiment').attributes('data-stage')).toBe('outcome'))
    expect(app.find('[data-testid=mode]').text()).toBe('Sandbox lab')
    expect(app.find('[data-testid=countdown-ring]').attributes('data-phase')).toBe('gone')
    expect(app.find('[data-testid=recording]').text()).toContain('Recorded')
    expect(shell.lab.acknowledged).toBeGreaterThan(0)
  })
  it('runs and stops with Space, and keeps what was recorded', async () => {
    await open({ scriptFor: () => told({ end: 'open' }) })
    await app.find('button.card').trigger('click')
    await press(' ')
    await until(() => expect(useLabStore(pinia).phase).toBe('running'))
    await until(() => expect(app.find('[data-testid=keep]').attributes('disabled')).toBeUndefined())
    await app.find('[data-testid=keep]').trigger('click')
    await until(() => expect(app.find('.banner.good').text()).toContain('.pcapng'))
    await press(' ')
    await until(() => expect(useLabStore(pinia).phase).toBe('finished'))
  })
  it('says that a replay is a replay', async () => {
    await open({
      recordings: [{ name: 'lecture.pcapng', path: '/r/lecture.pcapng', bytes: 5, changed: '2026-11-22T10:00:00Z' }],
      scriptFor: () => told({ header: { ...told().header, mode: 'file', source: 'file' } })
    })
    await app.find('button.recording').trigger('click')
    await until(() => expect(app.find('[data-testid=mode]').text()).toBe('Replay of lecture.pcapng'))
    await until(() => expect(app.find('[data-testid=recording]').text()).toContain('Replay'))
    expect(app.find('[data-testid=keep]').attributes('disabled')).toBeDefined()
  })
  it('changes its language while it is open', async () => {
    await open()
    await app.find('[data-testid=language]').setValue('ko')
    await nextTick()
    expect(app.text()).toContain('첫 실험 실행하기')
    expect(document.documentElement.lang).toBe('ko')
  })
  it('changes its theme, following the system until it is told otherwise', async () => {
    await open()
    expect(document.documentElement.dataset['theme']).toBe('light')
    await app.find('[data-testid=theme]').trigger('click')
    await app.find('[data-testid=theme]').trigger('click')
    expect(document.documentElement.dataset['theme']).toBe('dark')
  })
  it('answers its keys', async () => {
    await open()
    await begin()
    // Its events come in frames, and may come after the word that it is over.
    await until(() => expect(useSessionStore(pinia).result).not.toBeNull())
    await press('e')
    expect(useSettingsStore(pinia).scale).toBe('clock')
    await press('2')
    expect(useTablesStore(pinia).table).toBe('sockets')
    await press(']')
    expect(useSelectionStore(pinia).conn).toBe('c1')
    await press('ArrowRight')
    expect(useSelectionStore(pinia).cursor).toBe(useSessionStore(pinia).packets.instant(0))
    await press('Escape')
    expect(useSelectionStore(pinia).conn).toBeNull()
    await press('?')
    expect(app.find('[role=dialog]').exists()).toBe(true)
  })
  it('takes a note at the instant at which its key was pressed', async () => {
    await open({ scriptFor: () => told({ end: 'open' }) })
    await begin()
    await until(() => expect(useSessionStore(pinia).packets.count).toBeGreaterThanOrEqual(8))
    useSelectionStore(pinia).selectPacket(8)
    await press('m')
    await app.find('form.note textarea').setValue('the FIN')
    await app.find('form.note').trigger('submit')
    await until(() => expect(useSessionStore(pinia).facts.notes).toMatchObject([{ text: 'the FIN', packet: 8, at: 39_030_000 }]))
  })
  it('marks a stretch of time by N at both ends, and lets it go by Escape', async () => {
    await open()
    await runOnce()
    const [first, second] = [2e6, 9e6]
    useSelectionStore(pinia).selectInstant(second)
    await press('n')
    useSelectionStore(pinia).selectInstant(first)
    await press('n')
    expect(useNotesStore(pinia).draft).toMatchObject({ at: first, until: second, packet: null })
    useNotesStore(pinia).close()
    await press('n')
    await press('Escape')
    expect([useNotesStore(pinia).span, useNotesStore(pinia).draft]).toEqual([null, null])
  })

  it('sets another recording beside a session that is over, by C', async () => {
    await open({ scriptFor: () => told({ header: header({ mode: 'file', source: 'file' }) }), records: { samples: [{ id: 'active-close', bytes: 9_000 }] } })
    await press('c')
    expect(dialog()).toBeNull()
    await app.get('[data-sample=active-close]').trigger('click')
    await until(() => expect(available()).toContain('compare'))
    await press('c')
    expect(dialog()?.getAttribute('aria-label')).toBe('Compare with')
    await app.get('[role=dialog] [data-sample=active-close]').trigger('click')
    await flushPromises()
    expect(app.get('[data-testid=recordings-comparison]').text()).toContain('active-close.pcapng cannot be compared')
    await press('c')
    expect(app.find('[data-testid=recordings-comparison]').exists()).toBe(false)
  })

  it('offers samples, grading, another recording and exports by keys, each only where it can be', async () => {
    await open({ scriptFor: () => told({ header: header({ mode: 'file', source: 'file' }) }), records: { samples: [{ id: 'active-close', bytes: 9_000 }] } })
    expect(available()).toContain('samples')
    for (const name of ['grade', 'compareWith', 'export']) expect(available()).not.toContain(name)
    await press('s')
    expect(document.activeElement?.getAttribute('data-sample')).toBe('active-close')
    await app.get('[role=dialog] [data-sample=active-close]').trigger('click')
    await until(() => expect(available()).toEqual(expect.arrayContaining(['grade', 'compareWith', 'export', 'samples'])))
    expect(dialog()).toBeNull()
    await press('d')
    expect(dialog()?.getAttribute('aria-label')).toBe('Compare with')
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    await nextTick()
    await press('g')
    expect(app.find('[data-testid=grading]').exists()).toBe(true)
    await press('g')
    expect(app.find('[data-testid=grading]').exists()).toBe(false)
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'e', ctrlKey: true, bubbles: true, cancelable: true }))
    await nextTick()
    expect(dialog()?.getAttribute('data-testid') ?? dialog()?.innerHTML).toContain('export-dialog')
  })

  it('names every control', async () => {
    await open()
    await begin()
    await until(() => expect(useLabStore(pinia).phase).toBe('finished'))
    for (const control of app.findAll('button, input:not([aria-hidden=true]), select')) {
      const { element } = control
      const name = element.getAttribute('aria-label') ?? element.textContent?.trim() ?? ''
      const labelled = name !== '' || (element instanceof HTMLInputElement && (element.labels?.length ?? 0) > 0) || element.closest('label') !== null
      expect(labelled, element.outerHTML.slice(0, 120)).toBe(true)
    }
  })
})

describe('a recording that has no name yet', () => {
  it('is asked about before the next session: kept, and the next one begins', async () => {
    await open()
    await runOnce()
    await press(' ')
    expect(dialog()?.getAttribute('aria-label')).toBe('Keep the recording?')
    expect(document.activeElement?.textContent).toBe('Keep and go on')
    expect(shell.lab.requests).toHaveLength(1)
    await answer('Keep and go on')
    await until(() => expect(shell.lab.requests).toHaveLength(2))
    expect([shell.lab.keeps, dialog()]).toEqual([1, null])
  })
  it('stays where it is when the person thinks better of it, and goes when they say so', async () => {
    await open()
    await runOnce()
    shell.window.opened({ token: 'dropped', name: 'lecture.pcapng' })
    await until(() => expect(dialog()).not.toBeNull())
    await answer('Cancel')
    expect([shell.lab.requests.length, dialog(), useLabStore(pinia).phase]).toEqual([1, null, 'finished'])
    shell.window.opened({ token: 'dropped', name: 'lecture.pcapng' })
    await until(() => expect(dialog()).not.toBeNull())
    await answer('Discard and go on')
    await until(() => expect(shell.lab.requests[1]).toEqual({ kind: 'file', token: 'dropped', language: 'en' }))
    expect(shell.lab.keeps).toBe(0)
  })
  it('is not asked about again once the person has said so, nor when it was kept', async () => {
    await open()
    await runOnce()
    await press(' ')
    await app.find('[role=dialog] input').setValue(true)
    await answer('Discard and go on')
    await until(() => expect(useLabStore(pinia).phase).toBe('finished'))
    await press(' ')
    await until(() => expect(shell.lab.requests).toHaveLength(3))
    expect(dialog()).toBeNull()
  })
  it('makes the browser ask before its tab is closed', async () => {
    await open()
    expect(leave()).toBe(true)
    await runOnce()
    expect(leave()).toBe(false)
    await useLabStore(pinia).keep()
    expect(leave()).toBe(true)
  })
})

describe('the program around the window', () => {
  it('is told what its menu could do, and in which language', async () => {
    await open()
    expect(available()).toEqual(['watch', 'freeLab', 'open', 'scale', 'terminals', 'sidebar', 'projector', 'theme', 'language', 'keys', 'about'])
    await app.find('button.card').trigger('click')
    expect(available()).toContain('run')
    await begin()
    await until(() => expect(available()).toEqual(expect.arrayContaining(['keep', 'follow', 'filter'])))
    useSettingsStore(pinia).language = 'ko'
    await until(() => expect(shell.lab.windowStates.at(-1)?.language).toBe('ko'))
    expect(document.title).toBe('active-close – TIME_WAIT Lab')
  })
  it('commands what its menu has, with the same effect as the page\'s keys; what would do nothing does nothing', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify([{ name: 'vue', version: '3.5.45', licence: 'MIT', text: 'Permission is hereby granted' }]))))
    await open()
    shell.window.menu('about')
    await until(() => expect(document.querySelector('[role=dialog]')?.getAttribute('aria-label')).toBe('About TIME_WAIT Lab'))
    expect(document.querySelector('[role=dialog]')?.textContent).toContain('Node.js20.20.2')
    await until(() => expect(document.querySelector('[role=dialog] details')?.textContent).toContain('Permission is hereby granted'))
    document.querySelector('[role=dialog]')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
    await until(() => expect(document.querySelector('[role=dialog]')).toBeNull())
    for (const command of ['run', 'stop', 'keep', 'mark'] as const) shell.window.menu(command)
    await flushPromises()
    expect([shell.lab.requests.length, shell.lab.keeps]).toEqual([0, 0])
  })
  it('can say that the page before this one crashed, and what became of its recording', async () => {
    await open()
    shell.window.crashed('/home/student/kept.pcapng')
    await until(() => expect(app.find('[data-testid=crashed]').text()).toContain('/home/student/kept.pcapng'))
  })
})

describe('where labs cannot be run', () => {
  it('the window opens recordings, and says so', async () => {
    await open({ description: { ...description, platform: 'darwin' } })
    expect(app.find('[data-testid=begin]').attributes('disabled')).toBeDefined()
    expect(app.find('.empty').text()).toContain('Linux is needed')
    await app.find('button.card').trigger('click')
    await press(' ')
    expect(shell.lab.requests).toEqual([])
    shell.window.opened({ token: 'chosen', name: 'lecture.pcapng' })
    await until(() => expect(shell.lab.requests).toHaveLength(1))
  })

  it('exports what is shown: where it is now and what it does not hold are told', async () => {
    await open()
    expect(app.get('[data-testid=export]').attributes('disabled')).toBeDefined()
    await runOnce()
    await app.get('[data-testid=export]').trigger('click')
    await app.get('[data-testid=export-format]').setValue('png')
    await app.get('[data-testid=export-some]').setValue()
    await app.get('.chosen input').setValue(true)
    await app.get('[data-testid=export-from]').setValue('1')
    await app.get('[data-testid=export-to]').setValue('0,5')
    expect(app.get('[data-testid=export-go]').attributes('disabled')).toBeDefined()
    await app.get('[data-testid=export-from]').setValue('0')
    await app.get('[data-testid=export-anonymize]').setValue(true)
    await app.get('[data-testid=export-dialog]').trigger('submit')
    await flushPromises()
    expect(shell.lab.exports).toEqual([{
      format: 'png', figure: 'lifecycle', theme: 'light', language: 'en', selection: { connections: ['c1'], span: { from: 0, to: 500_000_000 } }, anonymize: true, withoutPayload: false, packetsOnly: false, comments: true
    }])
    const told = app.get('[data-testid=exported]')
    expect(told.text()).toContain('/home/student/exports/talk.png (20.0')
    expect(told.text()).toContain('kernel sample 7')
    await app.find('[data-testid=language]').setValue('ko')
    expect(told.text()).toContain('커널 표본 7개')
    await app.find('[data-testid=language]').setValue('en')
    await until(() => expect(app.get('[role=dialog]').element.contains(document.activeElement)).toBe(true))
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    await nextTick()
    expect(app.find('[data-testid=export-dialog]').exists()).toBe(false)
  })
})
