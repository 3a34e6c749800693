import { EventEmitter, once } from 'node:events'
import { appendFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Outbox } from '../../../../src/main/engine/outbox'
import { openReplay } from '../../../../src/main/engine/open-replay'
import type { Replay } from '../../../../src/main/engine/replay'
import { EventStream } from '../../../../src/main/engine/stream'
import type { Failure } from '../../../../src/shared/base/result'
import type { SessionEvent, SessionHeader } from '../../../../src/shared/model/events'
import { HEADER, record, Recordings, told } from './a-recording'

const files = new Recordings()
afterAll(() => files.remove())
const whole = files.path('whole.pcapng')
record(whole, { packets: 60 })
const bytes = readFileSync(whole)
/** Of a session an hour later. */
const LATER: SessionHeader = { ...HEADER, id: '99999999-2222-4333-8444-555555555555', startedAt: '2026-11-22T11:00:00.000000000Z', startedAtNs: '1795345200000000000' }

interface Followed {
  readonly replay: Replay
  readonly reading: ReturnType<Replay['read']>
  readonly events: SessionEvent[]
  readonly troubles: Failure[]
  /** Fulfilled when so many packets have been told. */
  readonly packets: (count: number) => Promise<void>
  /** Fulfilled when something has been told that does not end the reading. */
  readonly trouble: () => Promise<void>
}

/** A file of which there are so many bytes by now, being followed. */
async function follow(path: string, beginning: Uint8Array): Promise<Followed> {
  writeFileSync(path, beginning)
  const events: SessionEvent[] = []
  const troubles: Failure[] = []
  const waiting: { readonly count: number; readonly go: () => void }[] = []
  const told = (): number => events.filter(({ type }) => type === 'packet').length
  const outbox = new Outbox(() => undefined)
  const stream = new EventStream(outbox, (failure) => { throw new Error(JSON.stringify(failure)) })
  stream.listen((event) => {
    events.push(event)
    for (const { count, go } of waiting) if (told() >= count) go()
  })
  const troubled = new EventEmitter()
  const onTrouble = (failure: Failure): void => {
    troubles.push(failure)
    troubled.emit('trouble')
  }
  const replay = await openReplay({ file: path }, { stream, outbox, onProgress: () => undefined, onTrouble }, true)
  if (!replay.ok) throw new Error(JSON.stringify(replay.error))
  const packets = (count: number): Promise<void> => new Promise((go) => (told() >= count ? go() : waiting.push({ count, go })))
  return { replay: replay.value, reading: replay.value.read(), events, troubles, packets, trouble: async () => { if (troubles.length === 0) await once(troubled, 'trouble') } }
}

describe('a file that somebody still writes to', () => {
  it('is told as it grows, a block that is torn for a moment among it, to the end of the recording: the same as when it is read whole', async () => {
    const path = files.path('growing.pcapng')
    const { replay, reading, events, packets } = await follow(path, bytes.subarray(0, 5_001))
    await packets(10)
    expect(events.length).toBeLessThan(100)
    appendFileSync(path, bytes.subarray(5_001, 12_003))
    await packets(20)
    appendFileSync(path, bytes.subarray(12_003))
    expect(await reading).toMatchObject({ ok: true })
    expect([...events, replay.recording]).toEqual(await told(whole))
    // What was read stays at hand, also when the file goes on growing.
    appendFileSync(path, 'more')
    expect(await replay.frame(3)).toMatchObject({ ok: true })
  })

  it('of somebody else is told until it is stopped; what is torn at its end is no damage', async () => {
    const foreign = readFileSync(join(import.meta.dirname, '../../../fixtures/captures/commented.pcapng'))
    const path = files.path('foreign.pcapng')
    const { replay, reading, events, packets } = await follow(path, foreign.subarray(0, 700))
    appendFileSync(path, foreign.subarray(700, foreign.length - 30))
    await packets(9)
    await replay.stop()
    expect(await reading).toMatchObject({ ok: false, error: { code: 'stopped' } })
    expect(events.filter(({ type }) => type === 'damage')).toEqual([])
    expect(events.filter(({ type }) => type === 'transition').length).toBeGreaterThan(5)
  })

  it('whose writer has ended is told to what there is, also what came at its last moment', async () => {
    const path = files.path('torn.pcapng')
    const { replay, reading, packets, troubles } = await follow(path, bytes.subarray(0, 5_001))
    await packets(10)
    appendFileSync(path, bytes.subarray(5_001, 12_003))
    replay.isLast = true
    expect(await reading).toMatchObject({ ok: true })
    await packets(20)
    expect([replay.recording?.chain, troubles]).toEqual(['unfinished', []])
  })

  it('to which a second session is appended while the first has not ended: the first is told, and that another begins', async () => {
    const open = files.path('unfinished.pcapng')
    record(open, { packets: 20, closed: false })
    const other = files.path('other.pcapng')
    record(other, { packets: 9, header: LATER })
    const path = files.path('two.pcapng')
    const { replay, reading, events, troubles, packets, trouble } = await follow(path, readFileSync(open).subarray(0, 3_000))
    appendFileSync(path, readFileSync(open).subarray(3_000))
    await packets(20)
    appendFileSync(path, readFileSync(other))
    await trouble()
    expect(troubles).toMatchObject([{ code: 'another-session', reason: { kind: 'later-session', session: LATER.id }, remedy: expect.stringContaining('--session 2') as string }])
    // What of the first comes behind the second is the first's all the same.
    await replay.stop()
    await reading
    expect(events).toEqual((await told(open)).slice(0, -1))
    expect(replay.recording).toMatchObject({ session: HEADER.id, chain: 'unfinished', number: 1, others: { count: 1, session: LATER.id } })
    expect((await told(path)).filter(({ type }) => type === 'packet')).toHaveLength(20)
  })

  it('of somebody else to which a recording of ours is appended: the capture is told on, and that a session begins', async () => {
    const foreign = readFileSync(join(import.meta.dirname, '../../../fixtures/captures/commented.pcapng'))
    const path = files.path('foreign-and-ours.pcapng')
    const { replay, reading, events, troubles, packets, trouble } = await follow(path, foreign)
    await packets(10)
    appendFileSync(path, bytes)
    await trouble()
    appendFileSync(path, foreign)
    await packets(20)
    await replay.stop()
    await reading
    expect(events.filter(({ type }) => type === 'packet')).toHaveLength(20)
    expect(troubles).toMatchObject([{ code: 'another-session' }])
  })

  it.each([
    ['cut', (path: string) => truncateSync(path, 4_000)],
    ['replaced', (path: string) => { writeFileSync(`${path}.new`, bytes); renameSync(`${path}.new`, path) }],
    ['taken away', (path: string) => renameSync(path, `${path}.gone`)]
  ])('is told to have been %s, and reading ends with what was read', async (how, change) => {
    const path = files.path(`${how.replace(' ', '-')}.pcapng`)
    const { reading, events, troubles, packets } = await follow(path, bytes.subarray(0, 9_000))
    await packets(10)
    change(path)
    expect(await reading).toMatchObject({ ok: true })
    expect(troubles).toEqual([{ code: 'file-changing', of: expect.any(String) as string, reason: { kind: 'lost-while-followed', read: 9000 } }])
    expect(events.length).toBeGreaterThan(20)
  })
})
