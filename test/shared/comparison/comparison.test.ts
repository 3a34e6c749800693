import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { comparisonOf, sourcesOf } from '../../../src/shared/comparison/comparison'
import { aspectText, shownText } from '../../../src/shared/comparison/comparison-words'
import { compareSchema } from '../../../src/shared/experiment/compare'
import type { Mark } from '../../../src/shared/experiment/compare'
import { interestOf, observe } from '../../../src/shared/experiment/observed'
import { comparisonFigure, differencesOf } from '../../../src/shared/figures/comparison/comparison-figure'
import { figureSvg } from '../../../src/shared/figures/svg'
import { textWidth } from '../../../src/shared/figures/text-width'
import type { SessionEvent } from '../../../src/shared/model/events'
import { catalogue } from '../../../src/main/shell/text/catalogue'
import { aRun, api, ns, packet } from '../experiment/a-run'

const observed = (events: readonly SessionEvent[]) => observe(events, { connections: 2, calls: new Set() })
const FIN: Mark = { from: 'server', flags: 'FIN', nth: 2 }
/** After TIME-WAIT began the server's FIN comes again at 1,400 ms: TIME-WAIT answers, or nobody is there any more. */
const withTimeWait = [
  ...aRun({ lasts: null }), packet(1400, 12, 'server', 'FIN,ACK', { seq: 5, ack: 6 }), { type: 'timer', at: ns(1400), conn: 'c1', end: 'client', timer: 'time-wait', event: 'restarted', expectedMs: 60_000 },
  packet(1400.06, 13, 'client', 'ACK', { seq: 6, ack: 6 })
] satisfies SessionEvent[]
const withoutTimeWait = [
  ...aRun({ lasts: 500 }), packet(1400, 12, 'server', 'FIN,ACK', { seq: 5, ack: 6 }), packet(1400.02, 13, 'client', 'RST', { seq: 6 }),
  api(1401, 'server', 'getsockopt', 0, { args: [7, 'SOL_SOCKET', 'SO_ERROR', '[ECONNRESET]', '[4]'] })
] satisfies SessionEvent[]
/** The server's FIN again, and the answer of a TIME-WAIT that begins anew with it. */
const again = (ms: number, n: number): SessionEvent[] => [
  packet(ms, n, 'server', 'FIN,ACK', { seq: 5, ack: 6 }), { type: 'timer', at: ns(ms), conn: 'c1', end: 'client', timer: 'time-wait', event: 'restarted', expectedMs: 60_000 }, packet(ms + 0.06, n + 1, 'client', 'ACK', { seq: 6, ack: 6 })
]
const side = (title: string, events: readonly SessionEvent[], mark: Mark = FIN) => ({ title, observed: observed(events), connection: 1, mark })
const both = comparisonOf([side('with', withTimeWait), side('without', withoutTimeWait)])
const words = catalogue('en')
const told = (comparison = both): string[] => comparison.aspects.map((aspect) => `${aspect.differs ? '≠' : '='} ${aspectText(aspect, words)}: ${aspect.shown.map((shown) => shownText(shown, words)).join(' | ')}`)
const waits = (...lengths: number[]) => comparisonOf(lengths.map((lasts) => side(String(lasts), aRun({ lasts }), 'start'))).aspects.find(({ id }) => id === 'wait')?.differs

describe('two lives set beside each other', () => {
  it('of two recordings differ in what answered the mark, how each went on, and what its program was told', () => {
    expect(told()).toEqual([
      '≠ Answer to the mark: answered from TIME-WAIT: ACK, after 60 µs | answered from CLOSED: RST, after 20 µs',
      '≠ The client\'s path: TIME-WAIT | CLOSED', '= The server\'s path: CLOSED | CLOSED',
      '≠ TIME-WAIT at the client: there for 29.6 s, not over yet; 60 s begun anew: 1 | 500 ms',
      '≠ RST from the client: – | RST: 1', '≠ Errors told to the server\'s program: – | getsockopt(): ECONNRESET',
      '= Read by the client\'s program: bytes: 4 | bytes: 4', '= Read by the server\'s program: bytes: 4 | bytes: 4'
    ])
  })

  it('have their zeros at their marks: the same instant of both stands at the same place', () => {
    expect(both.lives.map(({ zero, marked }) => [zero, marked?.at, marked?.n])).toEqual([[ns(1400), 0, 12], [ns(1400), 0, 12]])
    const late = comparisonOf([side('a', aRun(), 'start'), side('b', aRun().map((event) => (event.type === 'session' ? event : { ...event, at: event.at + ns(777) })), 'start')])
    expect(late.lives.map(({ spans, segments }) => ({ spans, segments }))[0]).toEqual(late.lives.map(({ spans, segments }) => ({ spans, segments }))[1])
    expect(differencesOf(late)).toEqual([])
  })

  it('may begin at a state, too', () => {
    const [life] = comparisonOf([side('a', aRun(), { end: 'client', state: 'TIME-WAIT', nth: 1 }), side('b', aRun())]).lives
    expect([life?.zero, life?.spans.client.find(({ state }) => state === 'TIME-WAIT')?.from]).toEqual([ns(400), 0])
  })

  it('are not told apart by what the timer wheel does: 60.2 s and 61.9 s are one wait, 61 s and 70 s are not', () => {
    expect([waits(60_200, 61_900), waits(61_000, 70_000)]).toEqual([false, true])
  })

  it('without their marks yet say nothing, and differ in nothing', () => {
    const early = comparisonOf([side('with', withTimeWait), side('not yet', aRun())])
    expect(early.lives[1]?.zero).toBeUndefined()
    expect(differencesOf(early)).toEqual([])
    expect(comparisonOf([{ ...side('none', aRun()), connection: 2 }, side('a', aRun())]).lives[0]).toMatchObject({ conn: undefined, segments: [] })
  })
})

describe('what a file declares', () => {
  const compare = v.parse(compareSchema, { title: 'Both', mark: { from: 'server', flags: 'FIN' }, sides: [{ connection: 1 }, { connection: 2, title: { en: 'the other', ko: '다른 것' }, mark: 'start' }] })

  it('names connections by itself, or as the experiment does, each with its mark', () => {
    const sources = sourcesOf(compare, observed(aRun()), ['the first', 'the second'], 'ko')
    expect(sources.map(({ title, connection, mark }) => ({ title, connection, mark }))).toEqual([
      { title: 'the first', connection: 1, mark: { from: 'server', flags: 'FIN', nth: 1 } }, { title: '다른 것', connection: 2, mark: 'start' }
    ])
  })

  it('is kept of a run that has many connections', () => {
    expect(interestOf({ steps: [], predictions: [], checks: [], compare: [compare] }).connections).toBe(2)
  })
})

describe('the picture of a comparison', () => {
  const look = { width: 700, height: 240, theme: 'light', scale: 'event', words, zero: 'the FIN comes again' } as const
  const figure = comparisonFigure(both, look)
  const texts = (of = figure.lives): string[] => of.parts.flatMap(({ shapes }) => shapes.flatMap((shape) => (shape.shape === 'text' ? [shape.text] : [])))

  it('has both sides, the mark\'s name, the states, and the same numbers as the differences', () => {
    expect(texts()).toEqual(expect.arrayContaining(['with', 'without', 'the FIN comes again', 'TIME-WAIT', 'RST', 'ACK']))
    const numbered = figure.lives.parts.filter(({ key }) => key.startsWith('difference ')).map(({ title }) => Number.parseInt(title ?? '', 10))
    expect(new Set(numbered)).toEqual(new Set(differencesOf(both).flatMap(({ at }, number) => (at.some((one) => one !== undefined) ? [number + 1] : []))))
  })

  it('draws the mark beside no name and through none, however long it is', () => {
    for (const title of ['a', 'lost-final-ack.pcapng', 'a name that is longer than the window is wide, '.repeat(5)]) for (const width of [420, 700, 1_600]) {
      const { lives } = comparisonFigure(comparisonOf([side(title, withTimeWait), side('without', withoutTimeWait)]), { ...look, width })
      const { parts } = lives
      const lines = parts.find(({ key }) => key === 'zero')?.shapes.flatMap((shape) => (shape.shape === 'line' ? [shape] : [])) ?? []
      expect([lines[0]?.y1, lines.at(-1)?.y2, title === 'a' || lines.length > 1]).toEqual([5, lives.height, true])
      const names = parts.filter(({ key }) => key.startsWith('name ')).flatMap(({ shapes }) => shapes.flatMap((shape) => (shape.shape === 'text' ? [shape] : [])))
      for (const { x, y, text, size } of names) {
        const crossing = lines.filter((line) => line.x1 > x - 2 && line.x1 < x + textWidth(text, size) && line.y1 < y + 3 && line.y2 > y - 10)
        expect(crossing.map(({ x1 }) => `${x1} through ${text}, ${width}`)).toEqual([])
      }
    }
  })

  it('writes the name of what is over beside its bar, not on it', () => {
    const over = figure.lives.parts.filter(({ title }) => title === 'CLOSED')
    expect(over.length).toBeGreaterThan(2)
    for (const { shapes: [bar, name] } of over) {
      if (bar?.shape !== 'box' || name?.shape !== 'text') continue
      expect(name.y <= bar.y || name.y - name.size >= bar.y + bar.height).toBe(true)
    }
  })

  it('writes no state\'s name under the sign of a timer begun anew, however many there are', () => {
    const many = comparisonOf([side('with', [...withTimeWait, ...again(1_800, 14), ...again(2_600, 16), ...again(4_200, 18)]), side('without', withoutTimeWait)])
    for (const width of [420, 560, 700, 1_000, 1_600]) for (const scale of ['event', 'clock'] as const) {
      const { lives: { parts } } = comparisonFigure(many, { ...look, width, scale })
      const textsOf = (wanted: (key: string) => boolean) => parts.filter(({ key }) => wanted(key)).flatMap(({ shapes }) => shapes.flatMap((shape) => (shape.shape === 'text' ? [shape] : [])))
      const signs = textsOf((key) => key.startsWith('restart 0 client'))
      expect(signs).toHaveLength(4)
      for (const { x, text, anchor } of textsOf((key) => key.startsWith('span 0 client'))) {
        if (anchor !== 'middle') continue
        const half = textWidth(text, 11) / 2
        expect(signs.filter((sign) => x + half > sign.x - 3 && x - half < sign.x + 10).map((sign) => `${text} at ${x}, sign at ${sign.x}, of ${width} ${scale}`)).toEqual([])
      }
    }
  })

  it('draws the marked segments of both sides below each other', () => {
    const xs = figure.lives.parts.filter(({ key }) => /^packet . 12$/.test(key)).map(({ shapes }) => (shapes[0]?.shape === 'line' ? shapes[0].x1 : Number.NaN))
    expect(xs).toHaveLength(2)
    expect(xs[0]).toBe(xs[1])
  })

  it.each(['event', 'clock'] as const)('stays within its edges on the %s scale, at any width', (scale) => {
    for (const width of [320, 700, 1600]) {
      const { lives } = comparisonFigure(both, { ...look, width, scale })
      for (const shape of lives.parts.flatMap(({ shapes }) => shapes)) {
        if (shape.shape === 'box') expect([shape.x >= 0, shape.x + shape.width <= width + 1, shape.y + shape.height <= lives.height + 1]).toEqual([true, true, true])
      }
    }
  })

  it('can leave the window as SVG', () => {
    expect(figureSvg(figure.lives, { title: 'with & without' })).toContain('<title>with &amp; without</title>')
  })
})
