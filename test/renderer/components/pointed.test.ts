// @vitest-environment happy-dom
import type { VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import WaitingList from '../../../src/renderer/src/components/countdown/WaitingList.vue'
import EvidenceList from '../../../src/renderer/src/components/inspector/EvidenceList.vue'
import { useClockStore } from '../../../src/renderer/src/stores/clock'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { usePointedStore } from '../../../src/renderer/src/stores/pointed'
import { useSelectionStore } from '../../../src/renderer/src/stores/selection'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { freshWindow, mounted } from '../mounted'
import { activeClose, header, many } from '../story'

let shown: VueWrapper | undefined
beforeEach(freshWindow)
afterEach(() => shown?.unmount())

/** The client's half of what the inspector says of the first connection. */
const Evidence = defineComponent({
  setup: () => {
    const session = useSessionStore()
    return () => {
      const row = session.version < 0 ? undefined : session.rows.get('c1')
      return row === undefined ? null : h(EvidenceList, { row, end: 'client' })
    }
  }
})

describe('what the pointer is over', () => {
  it('is the same thing in every pane: a segment of the evidence, wherever it was pointed at', async () => {
    shown = mounted(Evidence)
    useLabStore().takeEvents(1, [header(), ...activeClose()])
    await nextTick()
    const pointed = usePointedStore()
    const timeWait = shown.findAll('li').find((item) => item.text().startsWith('TIME-WAIT'))
    await timeWait?.trigger('pointerenter')
    const { thing } = pointed
    expect(thing).toMatchObject({ conn: 'c1', end: 'server', packet: expect.any(Number) })
    await timeWait?.trigger('pointerleave')
    expect(pointed.thing).toBeNull()
    pointed.pointPacket(thing?.packet ?? 0)
    await nextTick()
    expect(shown.findAll('li.over').map((item) => item.text().slice(0, 9))).toEqual(['TIME-WAIT'])
  })

  it('is forgotten with its session', async () => {
    useLabStore().takeEvents(1, [header(), ...activeClose()])
    usePointedStore().pointPacket(3)
    useLabStore().takeEvents(2, [header()])
    await nextTick()
    expect(usePointedStore().thing).toBeNull()
  })
})

describe('the histogram of many', () => {
  it('tells how many are in a bar, and leads to the one that ends first, by pointer and by keys', async () => {
    shown = mounted(WaitingList)
    useLabStore().takeEvents(1, [header(), ...many(20, 1_000).filter(({ at }) => at <= 30e9)])
    useClockStore().stop(30e9)
    await nextTick()
    const bars = shown.findAll('rect.hit')
    const filled = shown.findAll('rect:not(.hit)').findIndex((bar) => Number(bar.attributes('height')) > 0)
    await bars[filled]?.trigger('pointerenter')
    expect(shown.get('[role=status]').text()).toMatch(new RegExp(`^[1-9]\\d* with ${filled - 1} to ${filled} s left$`))
    expect(usePointedStore().thing?.end).toBe('client')
    await bars[filled]?.trigger('click')
    // The first of them began first.
    expect(useSelectionStore()).toMatchObject({ conn: 'c1', end: 'client' })
    const figure = shown.get('[data-testid=histogram]')
    await figure.trigger('keydown', { key: 'ArrowRight' })
    await figure.trigger('keydown', { key: 'Enter' })
    expect(useSelectionStore().conn).not.toBe('c1')
  })
})
