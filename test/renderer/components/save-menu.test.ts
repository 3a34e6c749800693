// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import LadderPane from '../../../src/renderer/src/components/ladder/LadderPane.vue'
import { useSelectionStore } from '../../../src/renderer/src/stores/selection'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { ladderOf } from '../../../src/shared/figures/ladder/ladder'
import { freshWindow, mounted } from '../mounted'
import { offeredFiles, type OfferedFile } from '../offered-files'
import { activeClose, header } from '../story'

let pane: ReturnType<typeof mounted>
let offered: OfferedFile[]
beforeEach(() => {
  freshWindow()
  vi.stubGlobal('ResizeObserver', class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  })
  offered = offeredFiles()
  useSessionStore().apply(1, [header({ experiment: 'active-close' }), ...activeClose()])
  pane = mounted(LadderPane, { tabs: ['ladder'] })
})
afterEach(() => {
  pane.unmount()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('a figure leaves the window', () => {
  it('as a drawing, from its own menu, by keys alone, under the names of experiment and connection', async () => {
    const button = pane.find('[aria-haspopup=menu]')
    expect(button.attributes('aria-label')).toBe('Save as a file: Ladder')
    await button.trigger('click')
    expect(document.activeElement?.textContent).toBe('Picture (PNG)')
    await pane.find('[role=menu]').trigger('keydown', { key: 'ArrowDown' })
    expect(document.activeElement?.textContent).toBe('Drawing (SVG)')
    await pane.findAll('[role=menuitem]').at(1)?.trigger('click')
    expect(pane.find('[role=menu]').exists()).toBe(false)
    expect(offered.map(({ name }) => name)).toEqual(['active-close-c1-ladder.svg'])
    expect(await offered[0]?.content.text()).toContain('<title>Ladder of c1</title>')
  })
  it('closes its menu with Escape, and gives the focus back', async () => {
    await pane.find('[aria-haspopup=menu]').trigger('click')
    await pane.find('[role=menu]').trigger('keydown', { key: 'Escape' })
    expect(pane.find('[role=menu]').exists()).toBe(false)
    expect(document.activeElement?.getAttribute('aria-haspopup')).toBe('menu')
  })
  it('has a table behind it, whose rows select as the figure does', async () => {
    await pane.findAll('button').find((each) => each.text() === 'Table')?.trigger('click')
    await nextTick()
    expect(pane.find('[role=grid]').attributes('aria-rowcount')).toBe(String(ladderOf(activeClose(), 'c1').rows.length + 1))
    await pane.find('[role=grid]').trigger('keydown', { key: 'End' })
    expect(useSelectionStore().cursor).toBe(activeClose().at(-1)?.at)
  })
})
