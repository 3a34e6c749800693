// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import DataTable from '../../../src/renderer/src/components/tables/DataTable.vue'
import { cell, cellsOf, columnsOf, type ColumnPlan, positionsToCopy, shortLoopback, type TableRow, tableText } from '../../../src/renderer/src/components/tables/table'
import { useTablesStore } from '../../../src/renderer/src/stores/tables'
import { freshWindow, mounted } from '../mounted'

const COLUMNS = [{ id: 'n', label: 'No.', width: 40, align: 'end' as const }, { id: 'what', label: 'What', width: 100, grow: true }]
const rowAt = (position: number): TableRow => ({ cells: [cell(String(position + 1)), cell(`row ${position}`)] })
const count = ref(0)
const selected = ref(-1)
const emitted: number[] = []
let copied = ''

beforeEach(() => {
  freshWindow()
  emitted.length = 0
  vi.stubGlobal('ResizeObserver', class {
    constructor(private readonly tell: (entries: readonly { readonly contentRect: { readonly width: number; readonly height: number } }[]) => void) {}
    observe(): void {
      this.tell([{ contentRect: { width: 600, height: 244 } }])
    }
    unobserve(): void {}
    disconnect(): void {}
  })
  vi.stubGlobal('navigator', { ...navigator, languages: ['en'], clipboard: { writeText: (text: string) => ((copied = text), Promise.resolve()) } })
})
afterEach(() => void vi.unstubAllGlobals())

/** What names a row is not where it stands. */
const idAt = (position: number): number => 100_000 - position
async function table(rows: number, cursor = -1): Promise<VueWrapper> {
  count.value = rows
  selected.value = cursor
  const wrapper = mounted(defineComponent(() => () => h(DataTable, {
    table: 'packets', columns: COLUMNS, count: count.value, revision: 0, rowAt, idAt, positionOf: (id: number) => 100_000 - id, selected: selected.value, label: 'Packets',
    empty: 'No packets yet.', onSelect: (id: number) => {
      emitted.push(id)
      selected.value = id
    }
  })))
  await nextTick()
  return wrapper
}
const press = (wrapper: VueWrapper, key: string, more: object = {}): Promise<void> => wrapper.find('[role=grid]').trigger('keydown', { key, ...more })
const chosen = (wrapper: VueWrapper): string[] => wrapper.findAll('.row[aria-selected=true] [role=gridcell]:first-child').map((each) => each.text())

describe('a table', () => {
  it('has only the rows of the screen in the page, and tells how many there are', async () => {
    const wrapper = await table(100_000)
    expect(wrapper.findAll('[role=row]').length).toBeLessThan(30)
    expect(wrapper.find('[role=grid]').attributes('aria-rowcount')).toBe('100001')
    expect(wrapper.findAll('[role=gridcell]')[1]?.text()).toBe('row 0')
  })
  it('moves its cursor by click and by key, and names the row, not its place', async () => {
    const wrapper = await table(50, 99_998)
    await wrapper.findAll('.row')[4]?.trigger('click')
    await press(wrapper, 'ArrowDown')
    await press(wrapper, 'End')
    expect(emitted).toEqual([99_996, 99_995, 99_951])
  })
  it('chooses several with Shift and Ctrl, all with Ctrl+A, none with Escape; copies them as they stand', async () => {
    const wrapper = await table(8, 100_000)
    await press(wrapper, 'ArrowDown', { shiftKey: true })
    await press(wrapper, 'ArrowDown', { shiftKey: true })
    expect(chosen(wrapper)).toEqual(['1', '2', '3'])
    await wrapper.findAll('.row')[1]?.trigger('click', { ctrlKey: true })
    await wrapper.findAll('.row')[5]?.trigger('click', { ctrlKey: true })
    await press(wrapper, 'c', { code: 'KeyC', ctrlKey: true })
    expect(copied).toBe('No.\tWhat\n1\trow 0\n3\trow 2\n6\trow 5\n')
    await press(wrapper, 'a', { code: 'KeyA', ctrlKey: true })
    expect(useTablesStore().marked.packets.size).toBe(8)
    await press(wrapper, 'Escape')
    expect(useTablesStore().marked.packets.size).toBe(0)
    await press(wrapper, 'ㅊ', { code: 'KeyC', ctrlKey: true })
    expect(copied).toBe('No.\tWhat\n3\trow 2\n')
  })
  it('sorts by a heading: up, down, and as it was', async () => {
    const wrapper = await table(3)
    const [, what] = wrapper.findAll('[role=columnheader]')
    const seen: (string | undefined)[] = []
    for (let i = 0; i < 3; i++) {
      await what?.find('button').trigger('click')
      seen.push(what?.attributes('aria-sort'))
    }
    expect(seen).toEqual(['ascending', 'descending', 'none'])
  })
  it('follows its end while rows come, but not away from a row somebody selected', async () => {
    for (const [cursor, follows] of [[-1, true], [100_000, false]] as const) {
      const wrapper = await table(5, cursor)
      count.value = 500
      await flushPromises()
      expect((wrapper.find('[role=grid]').element as HTMLElement).scrollTop > 0).toBe(follows)
      wrapper.unmount()
    }
  })
  it('says why it is empty', async () => {
    expect((await table(0)).text()).toContain('No packets yet.')
  })
})

describe('a table as text', () => {
  it('is what a spreadsheet takes, and a tab within a cell does not move the others', () => {
    expect(tableText(COLUMNS, [0, 1], rowAt)).toBe('No.\tWhat\n1\trow 0\n2\trow 1\n')
    expect(tableText(COLUMNS, [0], () => ({ cells: [cell('1'), cell('a\tb\nc')] }))).toBe('No.\tWhat\n1\ta b c\n')
  })
  it('has the chosen rows that are shown, or all where none is chosen', () => {
    expect([...positionsToCopy(4, new Set([10, 12, 99]), (position) => 10 + position)]).toEqual([0, 2])
    expect([...positionsToCopy(2, new Set(), (position) => position)]).toEqual([0, 1])
  })
  it('leaves loopback addresses out where there is little room', () => {
    expect(['127.0.0.1:80', '[::1]:80', '10.0.0.1:80', '127.0.0.12:80'].map(shortLoopback)).toEqual([':80', ':80', '10.0.0.1:80', '127.0.0.12:80'])
  })
  it('has fewer columns on a narrow table', () => {
    const plans: readonly ColumnPlan<string>[] = [
      { id: 'a', label: 'A', wide: 90, narrow: 40, cell: (entry) => cell(entry) }, { id: 'b', label: 'B', wide: 90, cell: () => cell('b') }
    ]
    expect([columnsOf(plans, 'wide').map(({ width }) => width), columnsOf(plans, 'narrow').map(({ width }) => width), cellsOf(plans, 'narrow', 'x')]).toEqual([[90, 90], [40], [{ text: 'x' }]])
  })

  it('where there is still less room, a table that plans nothing for it stays a narrow one, and one that does shows what it plans', () => {
    const plan: ColumnPlan<string> = { id: 'a', label: 'A', wide: 90, narrow: 40, cell: (entry) => cell(entry) }
    const slimmer: ColumnPlan<string> = { id: 'b', label: 'B', wide: 90, narrow: 60, slim: 30, cell: () => cell('b') }
    expect(columnsOf([plan], 'slim').map(({ width }) => width)).toEqual([40])
    expect(cellsOf([plan], 'slim', 'x')).toEqual([{ text: 'x' }])
    expect(columnsOf([plan, slimmer], 'slim')).toEqual([{ id: 'b', label: 'B', width: 30 }])
  })
})
