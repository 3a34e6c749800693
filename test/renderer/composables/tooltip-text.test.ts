import { describe, expect, it } from 'vitest'
import { tooltipOf } from '../../../src/renderer/src/composables/tooltip-text'
import { lifecycleScene } from '../../../src/shared/figures/lifecycle-scene'
import { layoutRows } from '../../../src/shared/figures/rows-layout'
import { createCatalogue } from '../../../src/renderer/src/i18n'
import { numbersFor } from '../../../src/renderer/src/i18n/numbers'
import { activeClose } from '../story'
import { storeWith } from '../told'

const facts = storeWith(activeClose({ lost: 1 }))
const { t } = createCatalogue('en').global
const words = { t: (key: string, values?: Record<string, unknown>) => t(key, values ?? {}), numbers: numbersFor('en', { micro: 'µs', milli: 'ms', second: 's', minute: 'min' }) }
const scene = lifecycleScene({
  rows: facts.rows.rows, layout: layoutRows(240, 1), width: 900, toX: (at) => at / 1e8, now: facts.latest, live: false, selected: { conn: null, end: null }
})
const rowsOf = (tip: ReturnType<typeof tooltipOf>): Record<string, string> => Object.fromEntries((tip?.rows ?? []).map(([name, value]) => [name, value.replace(/\u00a0/g, ' ')]))

describe('what is told about the thing under the pointer', () => {
  it('of a state: whose, since when, for how long, why, and how that is known', () => {
    const box = scene.spans.find(({ state }) => state === 'CLOSE-WAIT')
    const tip = box === undefined ? null : tooltipOf({ kind: 'span', box }, facts, words)
    expect(tip?.title).toBe('CLOSE-WAIT')
    expect(rowsOf(tip)).toMatchObject({ End: 'server 127.0.0.1:12345', because: 'received FIN · #8', for: '340 ms' })
    expect(tip?.note).toMatch(/^Confirmed/)
  })
  it('of a segment: its numbers, and its fate when it did not pass', () => {
    const mark = { x: 0, y0: 0, y1: 1, from: 'client' as const, verdict: 'dropped' as const, n: 11, conn: 'c1', selected: false, onSelectedRow: false, what: 'ACK', label: '', labelY: 0 }
    const tip = tooltipOf({ kind: 'segment', mark }, facts, words)
    expect(tip?.title).toBe('#11 ACK')
    expect(rowsOf(tip)).toMatchObject({ way: '127.0.0.1:41234 → 127.0.0.1:12345', Fate: 'dropped' })
  })
  it('of a restart: what the kernel did', () => {
    const mark = scene.restarts[0]
    const tip = mark === undefined ? null : tooltipOf({ kind: 'restart', mark }, facts, words)
    expect(tip?.title).toBe('TIME-WAIT begins anew')
  })
  it('of empty room: nothing', () => {
    expect(tooltipOf({ kind: 'band', band: { y: 0, height: 1, selected: false, conn: 'c1' } }, facts, words)).toBeNull()
  })
})
