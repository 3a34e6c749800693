// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useClockStore } from '../../../src/renderer/src/stores/clock'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useReplayStore } from '../../../src/renderer/src/stores/replay'
import { useSelectionStore } from '../../../src/renderer/src/stores/selection'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { useShownStore } from '../../../src/renderer/src/stores/shown'
import { socketsAt } from '../../../src/renderer/src/session/sockets-at'
import { attachedShell } from './attached-shell'

beforeEach(async () => {
  setActivePinia(createPinia())
  attachedShell()
  await useLabStore().start({ kind: 'experiment', id: 'active-close', params: {} }, 'en')
})

/** States of the first connection's client as the panes show them now. */
const client = (): string | undefined => {
  const row = useSessionStore().rows.rows[0]
  return row === undefined ? undefined : useReplayStore().lifeOf(row, 'client').state
}

describe('a replay', () => {
  it('begins at the beginning: nothing has happened yet, and the one time cursor stands there', () => {
    const replay = useReplayStore()
    expect(replay.available).toBe(true)
    const { latest } = useSessionStore()
    replay.begin()
    expect(client()).toBeUndefined()
    expect([replay.position, useClockStore().now, useSelectionStore().cursor]).toEqual([0, 0, 0])
    expect(useShownStore().target).toBeNull()
    replay.end()
    expect(useClockStore().now).toBe(latest)
  })

  it('shows each state as of its instant, in order, event by event', () => {
    const replay = useReplayStore()
    replay.begin()
    const seen = new Set<string>()
    for (let steps = 0; replay.position < replay.range.end && steps < 100; steps++) {
      replay.step(1)
      const state = client()
      if (state !== undefined) seen.add(state)
    }
    const row = useSessionStore().rows.rows[0]
    expect([...seen]).toEqual([...new Set(row?.connection.ends.client.spans.filter((span) => span.to === null || span.to > span.from).map((span) => span.state))])
  })

  it('knows when the kernel had been heard, also where its last word lies ahead', () => {
    const replay = useReplayStore()
    replay.begin()
    const row = useSessionStore().rows.rows[0]
    if (row === undefined) throw new Error('no connection')
    const first = row.seen.client.find((at) => at > 0) ?? 0
    replay.seek(first - 1)
    expect([replay.lifeOf(row, 'client').sample, replay.heardOf(row, 'client')]).toEqual([null, undefined])
    replay.seek(first)
    expect([replay.lifeOf(row, 'client').sample, replay.heardOf(row, 'client')]).toEqual([null, first])
    replay.end()
    expect([replay.lifeOf(row, 'client').sample === null, replay.heardOf(row, 'client')]).toEqual([false, undefined])
  })

  it('goes to what is clicked on: a packet', async () => {
    const replay = useReplayStore()
    replay.begin()
    useSelectionStore().selectPacket(3)
    await Promise.resolve()
    expect(replay.position).toBe(useSessionStore().packets.instant(2))
  })

  it('ends with the session it tells', async () => {
    const replay = useReplayStore()
    replay.begin()
    await useLabStore().start({ kind: 'watch' }, 'en')
    expect(replay.active).toBe(false)
  })

  it('has a countdown of its own instant: what was left then, not what was left at the end', () => {
    const replay = useReplayStore()
    const row = useSessionStore().rows.rows[0]
    const wait = row?.connection.ends.client.timeWait
    if (row === undefined || wait === null || wait === undefined) throw new Error('the story waits')
    replay.begin()
    replay.seek(wait.from + 1)
    expect(replay.lifeOf(row, 'client').timeWait).toMatchObject({ from: wait.from, to: null, restarts: 0 })
    expect(useShownStore().target?.timeWait.to).toBeNull()
    replay.seek(wait.from - 1)
    expect(replay.lifeOf(row, 'client').timeWait).toBeNull()
  })

  it('tells who waited then, and what the sockets were, not what came of them', () => {
    const replay = useReplayStore()
    const { rows } = useSessionStore()
    const [row] = rows.rows
    const timeWait = row?.connection.ends.client.timeWait
    if (row === undefined || timeWait === null || timeWait === undefined) throw new Error('the story has a TIME-WAIT')
    replay.begin()
    replay.seek(timeWait.from - 1)
    expect([...replay.waiting()]).toEqual([])
    expect(socketsAt(rows.rows, replay.lifeOf, replay.position)).toMatch(/^FIN-WAIT-2 +127\.0\.0\.1:\d+ +127\.0\.0\.1:12345$/m)
    replay.seek(timeWait.from + 10e9)
    expect([...replay.waiting()].map(({ timeWait: { end, to } }) => [end, to])).toEqual([['client', null]])
    expect(socketsAt(rows.rows, replay.lifeOf, replay.position)).toMatch(/^TIME-WAIT .*timer:\(timewait,\d\dsec,0\)$/m)
    replay.seek(replay.range.end)
    expect(socketsAt(rows.rows, replay.lifeOf, replay.position)).not.toContain('TIME-WAIT')
  })
})
