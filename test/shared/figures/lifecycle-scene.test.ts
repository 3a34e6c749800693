import { describe, expect, it } from 'vitest'
import { horizonOf, type LifecycleScene, lifecycleScene, type SceneInput } from '../../../src/shared/figures/lifecycle-scene'
import { layoutRows } from '../../../src/shared/figures/rows-layout'
import type { SessionEvent } from '../../../src/shared/model/events'
import { activeClose, merge } from '../../renderer/story'
import { storeWith } from '../../renderer/told'

const WIDTH = 640
/** ms to px: ten a second, from -1 s on. */
const toX = (at: number): number => (at / 1e9 + 1) * 10

function sceneOf(events: readonly SessionEvent[], over: Partial<SceneInput> = {}): LifecycleScene {
  const { rows, latest } = storeWith(events)
  return lifecycleScene({
    rows: rows.rows, layout: layoutRows(240, rows.rows.length), width: WIDTH, toX, now: latest, live: true, selected: { conn: null, end: null }, ...over
  })
}
const until = (ms: number, events = activeClose()): SessionEvent[] => events.filter(({ at }) => at <= ms * 1e6)

const underlined = (end: 'client' | null): string[] =>
  [...new Set(sceneOf(activeClose(), { selected: { conn: 'c1', end } }).spans.filter((box) => box.selected).map((box) => box.end))]

describe('the lifecycle of one connection', () => {
  it('has a lane for each end, with its states one after another', () => {
    const { spans } = sceneOf(activeClose())
    expect(spans.filter(({ end }) => end === 'client').map(({ state }) => state)).toEqual(['SYN-SENT', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSED'])
    expect(spans.filter(({ end }) => end === 'server').map(({ state }) => state)).toEqual(['SYN-RECEIVED', 'ESTABLISHED', 'CLOSE-WAIT', 'LAST-ACK', 'CLOSED'])
  })
  it('says of each state how it is known', () => {
    const evidence = Object.fromEntries(sceneOf(until(5_000)).spans.map(({ end, state, evidence: known }) => [`${end} ${state}`, known]))
    expect(evidence['client TIME-WAIT']).toBe('confirmed')
    expect(evidence['client SYN-SENT']).toBe('inferred')
  })
  it('shows a state of microseconds as a thin line, never as nothing', () => {
    for (const { width } of sceneOf(activeClose()).spans) expect(width).toBeGreaterThanOrEqual(1.5)
  })
  it('reserves the 4-tuple from now to the instant at which the kernel\'s timer ends, ever less', () => {
    const early = sceneOf(until(10_380)).reserves[0]
    const late = sceneOf(until(40_380)).reserves[0]
    expect(early).toMatchObject({ kind: 'reserved', conn: 'c1', end: 'client' })
    expect(early?.remainingMs).toBeGreaterThan(49_000)
    expect(late?.remainingMs).toBeLessThan(21_000)
    expect((early?.width ?? 0) - (late?.width ?? 0)).toBeCloseTo(300, -1)
    expect((late?.x ?? 0) + (late?.width ?? 0)).toBeCloseTo((early?.x ?? 0) + (early?.width ?? 0), 0)
  })
  it('draws the time past 0 as the kernel\'s rounding up, also when it is over', () => {
    expect(sceneOf(until(60_900)).reserves).toMatchObject([{ kind: 'overdue', remainingMs: 0 }])
    expect(sceneOf(activeClose(), { live: false }).reserves).toMatchObject([{ kind: 'overdue' }])
  })
  it('says that the end is unknown when only packets tell of it', () => {
    const file = until(30_000, activeClose({ packetsOnly: true }))
    expect(sceneOf(file, { live: false }).reserves).toMatchObject([{ kind: 'unknown' }])
    expect(sceneOf(file).reserves).toEqual([])
  })
  it('marks every restart of the timer, and keeps the name of the state clear of the marks', () => {
    const { restarts, spans } = sceneOf(until(20_000, activeClose({ lost: 3 })), { toX: (at) => at / 2e6 })
    expect(restarts.map(({ at }) => Math.round(at / 1e6))).toEqual([586, 792, 1204])
    const label = spans.find(({ state }) => state === 'TIME-WAIT')?.label
    for (const { x } of restarts) expect(x <= (label?.x ?? 0) || x >= (label?.x ?? 0) + (label?.width ?? 0)).toBe(true)
  })
  it('marks a disagreement of packets and kernel where it was found', () => {
    const found: SessionEvent = { type: 'discrepancy', at: 400e6, conn: 'c1', end: 'server', inferred: 'CLOSED', sampled: 'LAST-ACK' }
    expect(sceneOf(merge(activeClose(), [found])).discrepancies).toMatchObject([{ conn: 'c1', end: 'server', x: toX(400e6) }])
  })
  it('leaves out what is not on the screen, and cuts what reaches beyond it', () => {
    const { spans } = sceneOf(activeClose(), { toX: (at) => (at / 1e9 - 30) * 1_000, width: 500 })
    expect(spans.map(({ state }) => state)).toEqual(['TIME-WAIT', 'CLOSED'])
    expect(spans[0]?.x).toBe(-4)
    expect(spans[0]?.width).toBe(508)
  })
  it('underlines the selected end, or both ends of the selected connection', () => {
    expect(underlined('client')).toEqual(['client'])
    expect(underlined(null)).toEqual(['client', 'server'])
  })
})

describe('the end of the time shown', () => {
  it('is the instant to which a TIME-WAIT still reserves its 4-tuple, while the session runs', () => {
    const waiting = [{ end: 'client', from: 0, to: null, restarts: 0, evidence: 'sampled', expectedEnd: 60e9 }] as const
    expect(horizonOf(10e9, true, waiting)).toBe(60e9)
    expect(horizonOf(10e9, false, waiting)).toBe(10e9)
  })
})
