import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../../../src/main/shell/text/catalogue'
import type { Part, Shape } from '../../../src/shared/figures/figure'
import { Ladder, ladderOf } from '../../../src/shared/figures/ladder/ladder'
import { ladderFigure, ladderHeight, ladderParts, ladderSvg } from '../../../src/shared/figures/ladder/ladder-figure'
import { ladderRowText } from '../../../src/shared/figures/ladder/row-text'
import { FOLD_NS } from '../../../src/shared/figures/ladder/row-places'
import type { ApiCalled, PacketCaptured, SessionEvent } from '../../../src/shared/model/events'
import { activeClose, many, merge, connectionEvents } from '../../renderer/story'

const CLIENT = '127.0.0.1:41234'
const SERVER = '127.0.0.1:12345'
const look = { width: 700, theme: 'light', words: catalogue('en') } as const

const packet = (n: number, over: Partial<PacketCaptured> = {}): PacketCaptured => ({
  type: 'packet', at: n * 1_000_000, n, conn: 'c1', from: CLIENT, to: SERVER, flags: 'PSH,ACK', seq: 1, ack: 1, len: 4, win: 512, length: 70, caplen: 70, verdict: 'passed', rawSeq: 1001,
  rawAck: 5001, ...over
})
const call = (at: number, over: Partial<ApiCalled> = {}): ApiCalled => ({ type: 'api', at, conn: null, end: 'client', call: 'close', args: [3], result: 0, errno: null, socket: 'client', ...over })
const kinds = (ladder: Ladder): string[] => ladder.rows.map(({ main }) => (main.kind === 'call' ? main.event.call : main.kind === 'segment' ? `#${main.event.n}` : main.kind))
const texts = (parts: readonly Part[]): string[] => parts.flatMap(({ shapes }) => shapes.flatMap((shape) => (shape.shape === 'text' ? [shape.text] : [])))
const all = (ladder: Ladder): Part[] => ladderParts(ladder, look, 0, ladderHeight(ladder, undefined))
const partOf = (ladder: Ladder, n: number): Part => {
  const part = all(ladder).find(({ key }) => key === `packet ${n}`)
  if (part === undefined) throw new Error(`no packet ${n}`)
  return part
}
const beginOf = (part: Part): number => part.shapes.flatMap((shape) => (shape.shape === 'line' ? [shape.x1] : []))[0] ?? 0
const has = (part: Part, test: (shape: Shape) => boolean): boolean => part.shapes.some(test)

describe('a ladder', () => {
  it('tells one connection in the order of time: segments, calls, and the states they led to', () => {
    const ladder = ladderOf(merge(activeClose(), connectionEvents({ id: 'c2', startMs: 20, clientPort: 41_235 }, 100)), 'c1')
    expect(ladder.rows.every((row, i) => row.index === i && row.at >= (ladder.rows[i - 1]?.at ?? 0))).toBe(true)
    expect(ladder.rows.flatMap(({ main }) => (main.kind === 'segment' ? [main.event.flags] : []))).toEqual(
      ['SYN', 'SYN,ACK', 'ACK', 'PSH,ACK', 'ACK', 'PSH,ACK', 'ACK', 'FIN,ACK', 'ACK', 'FIN,ACK', 'ACK'])
    expect(ladder.states.client.map(({ event }) => event.to)).toEqual(['SYN-SENT', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSED'])
    expect(ladder.states.client.slice(0, 5).every(({ row }) => row.main.kind === 'segment')).toBe(true)
    expect(ladder.states.client.at(-1)?.row.main.kind).toBe('state')
  })
  it('is the same however late an event comes', () => {
    const events = activeClose({ lost: 2 }).filter(({ type }) => type === 'packet' || type === 'api')
    const straight = ladderOf(events, 'c1')
    fc.assert(fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
      const late = new Ladder('c1', CLIENT)
      for (const event of shuffled) late.apply(event)
      expect(late.rows.map(({ at }) => at)).toEqual(straight.rows.map(({ at }) => at))
      expect(late.rows.map((_, i) => late.places.top(i))).toEqual(straight.rows.map((_, i) => straight.places.top(i)))
    }), { numRuns: 30 })
  })
  it('takes the calls that a socket made before it was connected, and no others', () => {
    const events: SessionEvent[] = [
      call(1, { call: 'socket', socket: 'a' }), call(2, { call: 'socket', socket: 'b' }), call(3, { call: 'connect', socket: 'a' }), packet(4), call(5, { conn: 'c1', socket: 'a', call: 'send' }),
      call(6, { conn: 'c2', socket: 'b', call: 'send' }), call(7, { socket: 'a', call: 'close' }), call(8, { socket: 'b', call: 'close' })
    ]
    expect(kinds(ladderOf(events, 'c1'))).toEqual(['socket', 'connect', 'send', 'close', '#4'])
  })
  it('confirms a state that the kernel showed after it had been inferred', () => {
    const ladder = ladderOf(activeClose(), 'c1')
    expect(ladder.states.server.find(({ event }) => event.to === 'LAST-ACK')?.evidence).toBe('inferred')
    expect(ladder.states.client.find(({ event }) => event.to === 'TIME-WAIT')?.evidence).toBe('confirmed')
  })
  it('is empty for a connection that the stream does not know', () => {
    expect(ladderOf(activeClose(), 'c9').rows).toEqual([])
    expect(ladderSvg(activeClose(), 'c9', look)).toBeUndefined()
  })
})

describe('what became of a segment', () => {
  it('lost: its arrow ends on the way, crossed out', () => {
    const lost = partOf(ladderOf([packet(1, { verdict: 'dropped', fault: 'loss' })], 'c1'), 1)
    expect(texts([lost])[0]).toContain('dropped')
    expect(has(lost, ({ shape }) => shape === 'path')).toBe(false)
    expect(lost.shapes.filter((shape) => shape.shape === 'line')).toHaveLength(3)
  })
  it('held back: dotted until it is let go, and the two belong together', () => {
    const held = packet(1, { verdict: 'held', fault: 'late' })
    const ladder = ladderOf([held, packet(2, { flags: 'ACK', len: 0, from: SERVER, to: CLIENT }), packet(3, { verdict: 'injected', fault: 'late' })], 'c1')
    expect(ladder.holds.map((hold) => [hold.held.index, hold.released.index])).toEqual([[0, 2]])
    expect(has(partOf(ladder, 1), (shape) => shape.shape === 'line' && shape.dash !== undefined)).toBe(true)
    expect(texts([partOf(ladder, 3)])[0]).toContain('let go')
    expect(all(ladder).some(({ key }) => key === 'hold 1')).toBe(true)
  })
  it('injected: nobody sent it, so it does not begin at a lane', () => {
    const injected = partOf(ladderOf([packet(1, { verdict: 'injected', fault: 'ghost' })], 'c1'), 1)
    const sent = partOf(ladderOf([packet(1)], 'c1'), 1)
    expect(beginOf(injected)).toBeGreaterThan(beginOf(sent) + 20)
    expect(texts([injected])[0]).toContain('injected')
  })
  it.each([
    ['data sent before', packet(2), true],
    ['data that follow', packet(2, { seq: 5 }), false],
    ['the same from the other end', packet(2, { from: SERVER, to: CLIENT }), false],
    ['an ACK again', packet(2, { flags: 'ACK', len: 0 }), false],
    ['a copy made here', packet(2, { verdict: 'injected', fault: 'x' }), false],
    ['half of it and more', packet(2, { len: 9 }), false]
  ])('again or not: %s', (_, second, again) => {
    const main = ladderOf([packet(1), second], 'c1').rows[1]?.main
    expect(main?.kind === 'segment' && main.again).toBe(again)
  })
  it('again also across the end of the sequence numbers', () => {
    const main = ladderOf([packet(1, { seq: 4_294_967_294, len: 8 }), packet(2, { seq: 4_294_967_294, len: 8 })], 'c1').rows[1]?.main
    expect(main?.kind === 'segment' && main.again).toBe(true)
  })
})

describe('time', () => {
  it('a long wait is folded and says how long it was; short ones only give a little air', () => {
    const quiet = ladderOf([packet(1, { at: 0 }), packet(2, { at: 59_900_000_000 })], 'c1')
    expect(texts(all(quiet))).toContain('59.9 s')
    const busy = ladderOf([packet(1, { at: 0 }), packet(2, { at: FOLD_NS - 1 })], 'c1')
    expect(all(busy).some(({ key }) => key.startsWith('fold'))).toBe(false)
    expect(quiet.places.height).toBeLessThan(busy.places.height + 40)
  })
  it('what has been waited since the last row is told while it goes on', () => {
    const ladder = ladderOf([packet(1, { at: 0 })], 'c1')
    const parts = ladderParts(ladder, { ...look, until: 12_300_000_000 }, 0, 1_000)
    expect(texts(parts)).toContain('12.3 s since')
  })
  it('a TIME-WAIT says at its end how long it lasted, and when its timer began anew', () => {
    const written = texts(all(ladderOf(activeClose({ lost: 1 }), 'c1')))
    expect(written).toContain('60.0 s again')
    expect(written.some((text) => /^TIME-WAIT 61\.\d s$/.test(text))).toBe(true)
  })
  it('an instant has its place between the rows around it', () => {
    const { places } = ladderOf([packet(1, { at: 0 }), packet(2, { at: 1_000_000_000 })], 'c1')
    expect(places.yOf(500_000_000)).toBeGreaterThan(places.yOf(0))
    expect(places.yOf(500_000_000)).toBeLessThan(places.yOf(1_000_000_000))
    expect(places.indexAt(places.yOf(1_000_000_000))).toBe(1)
  })
})

describe('in words', () => {
  it('a row says what its picture says: whom it concerns, what became of a segment, which states it led to', () => {
    const ladder = ladderOf(activeClose({ lost: 1 }), 'c1')
    const lines = ladder.rows.map((row) => ladderRowText(row, false, catalogue('en'))).map(({ who, what }) => `${who}: ${what}`)
    expect(lines).toContain('client → server: #11 ACK seq 6 ack 6 · dropped')
    expect(lines.find((line) => line.includes('#12'))).toMatch(/^server → client: #12 FIN ACK seq 5 ack 6 · again/)
    expect(lines.find((line) => line.includes('#10'))).toContain('client: FIN-WAIT-2 → TIME-WAIT (received FIN, confirmed)')
  })
})

describe('the picture', () => {
  it('draws no more than the part that is asked for, however long the connection is', () => {
    const ladder = new Ladder('c1', CLIENT)
    for (let n = 1; n <= 100_000; n++) ladder.apply(packet(n, { seq: n * 4 }))
    const middle = ladder.places.height / 2
    const parts = ladderParts(ladder, look, middle, middle + 400)
    expect(parts.length).toBeLessThan(60)
    expect(parts.some(({ key }) => key === 'packet 50000' || key === 'packet 50001')).toBe(true)
  })
  it('leaves rows of a very long connection out, and says how many', () => {
    const events = Array.from({ length: 50 }, (_, i) => packet(i + 1, { seq: i * 4 }))
    const figure = ladderFigure(ladderOf(events, 'c1'), { ...look, server: SERVER, mostRows: 20 })
    expect(texts(figure.parts)).toContain('Rows not drawn: 30')
  })
  it('keeps every text within its room, from the narrowest to the widest', () => {
    const ladder = ladderOf(many(1, 1), 'c1')
    for (const width of [340, 500, 700, 1_200]) {
      const figure = ladderFigure(ladder, { ...look, width, server: SERVER })
      for (const part of figure.parts) for (const shape of part.shapes) {
        if (shape.shape !== 'text') continue
        expect(shape.x, shape.text).toBeGreaterThanOrEqual(0)
        expect(shape.x, shape.text).toBeLessThanOrEqual(figure.width)
      }
    }
  })
  it('has a name for every state in its colour, and selects what was clicked', () => {
    const parts = all(ladderOf(activeClose(), 'c1'))
    expect(parts.find(({ key }) => key.startsWith('state client') && key.endsWith('TIME-WAIT'))?.target).toMatchObject({ kind: 'state', end: 'client' })
    expect(parts.find(({ key }) => key === 'packet 8')?.target).toEqual({ kind: 'packet', n: 8 })
    expect(new Set(parts.map(({ key }) => key)).size).toBe(parts.length)
  })
  it('as a file: well-formed, alone, and nothing in it is markup that a recording wrote', () => {
    const evil = '<script>alert(1)</script>"\'&\u0007\u202e'
    const events: SessionEvent[] = [
      packet(1), packet(2, { verdict: 'dropped', fault: evil }), call(3, { conn: 'c1', args: [3, `"${evil}"`] }), { type: 'note', at: 2_500_000, id: 'x', text: evil, packet: 2 }
    ]
    const svg = ladderSvg(events, 'c1', { ...look, width: 1_200, title: evil })
    expect(svg).not.toMatch(/<script|javascript:|href|\p{Bidi_Control}/u)
    expect(svg).toContain('\\x07')
    expect(svg).toContain('&lt;script&gt;')
    expect(svg?.match(/<g>/g)?.length).toBe(svg?.match(/<\/g>/g)?.length)
  })
  it('is in the language and the theme it is asked for', () => {
    expect(ladderSvg(activeClose(), 'c1', { ...look, words: catalogue('ko'), theme: 'dark' })).toMatch(/클라이언트[\s\S]*#12161d|#12161d[\s\S]*클라이언트/)
  })
})
