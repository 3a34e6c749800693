// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import DataTable from '../../../src/renderer/src/components/tables/DataTable.vue'
import { cell, shortLoopback, type TableRow, tableText } from '../../../src/renderer/src/components/tables/table'

const COLUMNS = [{ id: 'n', label: 'No.', width: 40, align: 'end' as const }, { id: 'what', label: 'What', width: 100, grow: true }]
const rowAt = (position: number): TableRow => ({ cells: [cell(String(position + 1)), cell(`row ${position}`)] })
beforeEach(() => {
  vi.stubGlobal('ResizeObserver', class {
    constructor(private readonly tell: (entries: readonly { readonly contentRect: { readonly width: number; readonly height: number } }[]) => void) {}
    observe(): void {
      this.tell([{ contentRect: { width: 600, height: 244 } }])
    }
    unobserve(): void {}
    disconnect(): void {}
  })
})
afterEach(() => void vi.unstubAllGlobals())
const table = (count: number, selected = -1): ReturnType<typeof mount> =>
  mount(DataTable, { props: { columns: COLUMNS, count, revision: 0, rowAt, selected, label: 'Packets', empty: 'No packets yet.' }, attachTo: document.body })

describe('a table', () => {
  it('has only the rows of the screen in the page, and tells how many there are', async () => {
    const wrapper = table(100_000)
    await nextTick()
    expect(wrapper.findAll('[role=row]').length).toBeLessThan(30)
    expect(wrapper.find('[role=grid]').attributes('aria-rowcount')).toBe('100001')
    expect(wrapper.findAll('[role=gridcell]')[1]?.text()).toBe('row 0')
  })
  it('selects by click and by key', async () => {
    const wrapper = table(50, 2)
    await nextTick()
    await wrapper.findAll('.row')[4]?.trigger('click')
    await wrapper.find('[role=grid]').trigger('keydown', { key: 'ArrowDown' })
    await wrapper.find('[role=grid]').trigger('keydown', { key: 'End' })
    expect(wrapper.emitted('select')).toEqual([[4], [3], [49]])
    expect(wrapper.findAll('.row')[2]?.attributes('aria-selected')).toBe('true')
  })
  it('follows its end while rows come, but not away from a row somebody selected', async () => {
    for (const [selected, follows] of [[-1, true], [0, false]] as const) {
      const wrapper = table(5, selected)
      await nextTick()
      await wrapper.setProps({ count: 500 })
      await nextTick()
      expect((wrapper.find('[role=grid]').element as HTMLElement).scrollTop > 0).toBe(follows)
      wrapper.unmount()
    }
  })
  it('says why it is empty', () => {
    expect(table(0).text()).toContain('No packets yet.')
  })
})

describe('a table as text', () => {
  it('is what a spreadsheet takes', () => {
    expect(tableText(COLUMNS, 2, rowAt)).toBe('No.\tWhat\n1\trow 0\n2\trow 1\n')
  })
  it('leaves loopback addresses out where there is little room', () => {
    expect(['127.0.0.1:80', '[::1]:80', '10.0.0.1:80', '127.0.0.12:80'].map(shortLoopback)).toEqual([':80', ':80', '10.0.0.1:80', '127.0.0.12:80'])
  })
})
