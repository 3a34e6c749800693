import { beforeEach, describe, expect, it } from 'vitest'
import { EventInbox, parseLines } from '../../../src/renderer/src/engine/event-inbox'
import { BatchWriter } from '../../../src/shared/batch/batch-writer'
import { ns } from '../../../src/shared/base/brand'
import { emptySegment } from '../../../src/shared/model/segment'
import type { SessionEvent } from '../../../src/shared/model/events'

const line = (at: number): string => `${JSON.stringify({ type: 'step', at, id: 's', title: 'S' })}\n`
let frames: (() => void)[]
let delivered: { readonly session: number; readonly at: number[] }[]
let acknowledged: number[]
let unreadable: string[]
let clock: number[]
let crowded: boolean
let inbox: EventInbox
beforeEach(() => {
  crowded = false
  frames = []
  delivered = []
  acknowledged = []
  unreadable = []
  clock = []
  inbox = new EventInbox({
    deliver: (session, events) => delivered.push({ session, at: events.map(({ at }) => at) }),
    deliverBatch: (session, { packets }, events) => delivered.push({ session, at: [...packets.at, ...events.map((event) => event?.at ?? -1)] }),
    onUnreadable: (reason) => unreadable.push(reason),
    acknowledge: (batches) => acknowledged.push(batches),
    crowded: () => crowded,
    schedule: (task) => frames.push(task),
    clock: () => clock.shift() ?? 0
  })
})
const frame = (): void => frames.shift()?.()

describe('the inbox of event batches', () => {
  it('delivers what came since the last frame at once, in order, and acknowledges each batch', () => {
    inbox.push(1, line(1) + line(2))
    inbox.push(1, line(3))
    expect(delivered).toEqual([])
    expect(frames).toHaveLength(1)
    frame()
    expect(delivered).toEqual([{ session: 1, at: [1, 2, 3] }])
    expect(acknowledged).toEqual([2])
  })
  it('never mixes two sessions', () => {
    inbox.push(1, line(1))
    inbox.push(2, line(2))
    frame()
    expect(delivered).toEqual([{ session: 1, at: [1] }, { session: 2, at: [2] }])
  })
  it('leaves for the next frame what one frame has no time for, and acknowledges only what it took', () => {
    for (const at of [1, 2, 3]) inbox.push(1, line(at))
    clock = [0, 5, 50]
    frame()
    expect(delivered).toEqual([{ session: 1, at: [1, 2] }])
    expect(acknowledged).toEqual([2])
    frame()
    expect(delivered.at(-1)).toEqual({ session: 1, at: [3] })
  })
  it('takes as long as drawing took, where that is longer: half of the time is its own', () => {
    for (const at of [1, 2, 3, 4]) inbox.push(1, line(at))
    // Ten ms are over after the first; drawing takes 25 of them, and so does taking: after 24 there is time for one more.
    clock = [0, 11, 11, 36, 60, 62]
    frame()
    frame()
    expect(delivered.map(({ at }) => at)).toEqual([[1], [2, 3]])
  })
  it('takes half as much of a file beside other large work of the frame', () => {
    const took = [true, false].map((is) => {
      crowded = is
      delivered = []
      for (let i = 0; i < 4; i++) inbox.push(1, new BatchWriter().take())
      clock = [0, 9, 11, 19, 21]
      frame()
      const { length } = delivered
      while (frames.length > 0) frame()
      return length
    })
    expect(took).toEqual([2, 4])
  })
  it('delivers a batch in columns in its turn, with the events of its lines', () => {
    const writer = new BatchWriter()
    writer.packet(writer.name('c1', '127.0.0.1:41234', '127.0.0.1:80'), { ...emptySegment(), at: ns(2) }, { fromEnd: 'client', relativeSeq: 0, relativeAck: 0 }, 'passed')
    writer.push(line(3).trimEnd())
    writer.push('{"type":"telepathy","at":9}')
    inbox.push(1, line(1))
    inbox.push(1, writer.take())
    inbox.push(1, line(4))
    frame()
    expect(delivered).toEqual([{ session: 1, at: [1] }, { session: 1, at: [2, 3, -1] }, { session: 1, at: [4] }])
    expect(acknowledged).toEqual([3])
  })
  it('leaves out bytes that are no batch, says so once a session, and acknowledges them', () => {
    for (const session of [1, 1, 2]) inbox.push(session, Uint8Array.of(1, 2, 3))
    frame()
    expect([delivered, unreadable, acknowledged]).toEqual([[], ['shorter than its header', 'shorter than its header'], [3]])
  })
  it('takes what programs print, what was predicted and how far a long step has come', () => {
    const events: SessionEvent[] = []
    parseLines('{"type":"program","at":1,"id":"nc","event":"output","text":"hello"}\n{"type":"prediction","at":2}\n{"type":"progress","at":3}\n', events)
    expect(events.map(({ type }) => type)).toEqual(['program', 'prediction', 'progress'])
  })
  it('leaves out types of event that it does not know: streams of the future', () => {
    const events: SessionEvent[] = []
    parseLines(`${line(1)}{"type":"telepathy","at":2}\n\n${line(3)}`, events)
    expect(events.map(({ at }) => at)).toEqual([1, 3])
  })
})
