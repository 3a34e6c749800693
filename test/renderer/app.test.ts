// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, nextTick } from 'vue'
import App from '../../src/renderer/src/App.vue'
import { createCatalogue } from '../../src/renderer/src/i18n'
import { useLabStore } from '../../src/renderer/src/stores/lab'
import { useSelectionStore } from '../../src/renderer/src/stores/selection'
import { useSessionStore } from '../../src/renderer/src/stores/session'
import { useSettingsStore } from '../../src/renderer/src/stores/settings'
import { useTablesStore } from '../../src/renderer/src/stores/tables'
import { fakeShell, type FakeShell, told } from './fake-shell'

// A page without a canvas: the chart's own drawing is tested in charts/ and seen by people.
vi.mock('../../src/renderer/src/components/lifecycle/echart', () => ({
  VChart: defineComponent({ name: 'VChart', setup: (_props, { expose }) => (expose({ setOption: () => {} }), () => null) })
}))

let app: VueWrapper
let shell: FakeShell
async function open(options: Parameters<typeof fakeShell>[0] = {}): Promise<void> {
  shell = fakeShell(options)
  const { channel } = shell
  Object.defineProperty(window, 'twlab', {
    configurable: true,
    value: { post: (message: string) => channel.post(message), on: (listener: (message: string) => void) => (channel.onMessage(listener), () => {}) }
  })
  setActivePinia(createPinia())
  localStorage.clear()
  app = mount(App, { global: { plugins: [createCatalogue('en')] }, attachTo: document.body })
  await vi.waitFor(() => expect(useLabStore().description).not.toBeNull())
  await flushPromises()
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

describe('the window', () => {
  it('from the first start to the checks of the first experiment', async () => {
    await open()
    await app.find('[data-testid=begin]').trigger('click')
    await vi.waitFor(() => expect(app.find('aside.experiment').attributes('data-stage')).toBe('outcome'))
    expect(app.find('[data-testid=mode]').text()).toBe('Sandbox lab')
    expect(app.find('[data-testid=countdown-ring]').attributes('data-phase')).toBe('gone')
    expect(app.find('[data-testid=recording]').text()).toContain('Recorded')
    expect(shell.lab.acknowledged).toBeGreaterThan(0)
  })
  it('runs and stops with Space, and keeps what was recorded', async () => {
    await open({ scriptFor: () => told({ end: 'open' }) })
    await app.find('button.card').trigger('click')
    await press(' ')
    await vi.waitFor(() => expect(useLabStore().phase).toBe('running'))
    await app.find('[data-testid=keep]').trigger('click')
    await vi.waitFor(() => expect(app.find('.banner.good').text()).toContain('.pcapng'))
    await press(' ')
    await vi.waitFor(() => expect(useLabStore().phase).toBe('finished'))
  })
  it('says that a replay is a replay', async () => {
    await open({
      recordings: [{ name: 'lecture.pcapng', path: '/r/lecture.pcapng', bytes: 5, changed: '2026-11-22T10:00:00Z' }],
      scriptFor: () => told({ header: { ...told().header, mode: 'file', source: 'file' } })
    })
    await app.find('button.recording').trigger('click')
    await vi.waitFor(() => expect(app.find('[data-testid=mode]').text()).toBe('Replay of lecture.pcapng'))
    await vi.waitFor(() => expect(app.find('[data-testid=recording]').text()).toContain('Replay'))
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
    await app.find('[data-testid=begin]').trigger('click')
    await vi.waitFor(() => expect(useLabStore().phase).toBe('finished'))
    await press('e')
    expect(useSettingsStore().scale).toBe('clock')
    await press('2')
    expect(useTablesStore().table).toBe('sockets')
    await press(']')
    expect(useSelectionStore().conn).toBe('c1')
    await press('ArrowRight')
    expect(useSelectionStore().cursor).toBe(useSessionStore().packets.instant(0))
    await press('Escape')
    expect(useSelectionStore().conn).toBeNull()
    await press('?')
    expect(app.find('[role=dialog]').exists()).toBe(true)
  })
  it('takes a note at the instant at which its key was pressed', async () => {
    await open({ scriptFor: () => told({ end: 'open' }) })
    await app.find('[data-testid=begin]').trigger('click')
    await vi.waitFor(() => expect(useLabStore().phase).toBe('running'))
    useSelectionStore().selectPacket(8)
    await press('m')
    await app.find('form.note input').setValue('the FIN')
    await app.find('form.note').trigger('submit')
    await vi.waitFor(() => expect(useSessionStore().facts.notes).toMatchObject([{ text: 'the FIN', packet: 8, at: 39_030_000 }]))
  })
  it('names every control', async () => {
    await open()
    await app.find('[data-testid=begin]').trigger('click')
    await vi.waitFor(() => expect(useLabStore().phase).toBe('finished'))
    for (const control of app.findAll('button, input:not([aria-hidden=true]), select')) {
      const { element } = control
      const name = element.getAttribute('aria-label') ?? element.textContent?.trim() ?? ''
      const labelled = name !== '' || (element instanceof HTMLInputElement && (element.labels?.length ?? 0) > 0) || element.closest('label') !== null
      expect(labelled, element.outerHTML.slice(0, 120)).toBe(true)
    }
  })
})
