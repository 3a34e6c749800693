import { describe, expect, it } from 'vitest'
import { catalogue } from '../../../src/main/shell/text/catalogue'
import { kindOf, reasonsOf, rulesOf } from '../../../src/shared/figures/machine/arrow-text'
import { arrowOf, boxOf, machineGeometry, wayOf } from '../../../src/shared/figures/machine/geometry'
import { arrowKey, machineFigure, machinePaths, machineSvg, placeNow } from '../../../src/shared/figures/machine/machine-figure'
import { ARROW_PLACES, BOXES, type Place, stateAt } from '../../../src/shared/figures/machine/places'
import type { SessionEvent, TransitionObserved } from '../../../src/shared/model/events'
import { TCP_STATES } from '../../../src/shared/tcp/state'
import { TRANSITIONS } from '../../../src/shared/tcp/transitions'
import { activeClose } from '../../renderer/story'

const words = catalogue('en')
const transitions = (events: readonly SessionEvent[]): TransitionObserved[] => events.flatMap((event) => (event.type === 'transition' ? [event] : []))
const pairs = (list: readonly (readonly [string, string])[]): string[] => [...new Set(list.map(([from, to]) => `${from} -> ${to}`))].sort()
const places = Object.keys(BOXES) as Place[]

const kind = (from: string, to: string): unknown => {
  const arrow = arrowOf(from, to)
  return arrow === undefined ? undefined : kindOf(arrow)
}

describe('the figure', () => {
  it('has an arrow for every transition of the table, and no other', () => {
    expect(pairs(ARROW_PLACES.map(({ from, to }) => [stateAt(from), stateAt(to)]))).toEqual(pairs(TRANSITIONS.map(({ from, to }) => [from, to])))
    expect(new Set(ARROW_PLACES.map(arrowKey)).size).toBe(ARROW_PLACES.length)
    for (const { from, to } of TRANSITIONS) expect(arrowOf(from, to), `${from} -> ${to}`).toBeDefined()
  })
  it('has a box for every state, and CLOSED twice: where a life begins and where it ends', () => {
    expect(new Set(places.map(stateAt))).toEqual(new Set(TCP_STATES))
    expect(places.filter((place) => stateAt(place) === 'CLOSED')).toHaveLength(2)
  })
  it.each([[684, 184], [760, 270], [1_200, 500]])('keeps boxes apart and inside, and leads no arrow through a box: %i x %i', (width, height) => {
    const geometry = machineGeometry(width, height)
    const boxes = places.map((place) => ({ place, ...boxOf(place, geometry) }))
    for (const a of boxes) {
      expect(a.x).toBeGreaterThanOrEqual(0)
      expect(a.x + a.width).toBeLessThanOrEqual(width)
      for (const b of boxes) {
        if (a.place !== b.place) expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y, `${a.place} ${b.place}`).toBe(true)
      }
    }
    for (const arrow of ARROW_PLACES) {
      const way = wayOf(arrow, geometry)
      for (const { x, y } of way) expect(x >= 0 && x <= width && y >= 0 && y <= height, arrowKey(arrow)).toBe(true)
      for (const box of boxes) {
        if (box.place === arrow.from || box.place === arrow.to) continue
        const through = way.slice(1).some((to, i) => {
          const from = way[i] ?? to
          return Math.min(from.x, to.x) < box.x + box.width && Math.max(from.x, to.x) > box.x && Math.min(from.y, to.y) < box.y + box.height && Math.max(from.y, to.y) > box.y
        })
        expect(through, `${arrowKey(arrow)} through ${box.place}`).toBe(false)
      }
    }
  })
  it('says of each arrow what the RFC says, and where, in both languages', () => {
    for (const language of ['en', 'ko'] as const) {
      for (const arrow of ARROW_PLACES) {
        const reasons = reasonsOf(arrow, catalogue(language))
        expect(reasons).toHaveLength(rulesOf(arrow).length)
        for (const { says, causeText } of reasons) expect(says.length * causeText.length, arrowKey(arrow)).toBeGreaterThan(0)
      }
    }
    const sections = ARROW_PLACES.filter(({ from, to }) => from === 'FIN-WAIT-2' && to === 'TIME-WAIT').flatMap((arrow) => reasonsOf(arrow, words).map(({ section }) => section))
    expect(sections).toEqual(['RFC 9293, section 3.10.7.4'])
  })
  it('tells apart what the figure has, what only the text says, and what Linux never does', () => {
    expect(kind('ESTABLISHED', 'CLOSE-WAIT')).toEqual({ inFigure: true, onLinux: true, linuxDiffers: false })
    expect(kind('FIN-WAIT-1', 'TIME-WAIT')).toEqual({ inFigure: false, onLinux: false, linuxDiffers: false })
    expect(kind('LISTEN', 'SYN-SENT')).toEqual({ inFigure: true, onLinux: false, linuxDiffers: true })
    expect(kind('TIME-WAIT', 'CLOSED')).toEqual({ inFigure: true, onLinux: true, linuxDiffers: true })
  })
})

describe('the way of a connection', () => {
  const all = transitions(activeClose())
  const look = { width: 760, height: 270, theme: 'light', words } as const

  it('follows both ends to where each stands at an instant', () => {
    const timeWait = all.find(({ to }) => to === 'TIME-WAIT')?.at ?? 0
    const paths = machinePaths(all, timeWait)
    expect([placeNow(paths.client), placeNow(paths.server)]).toEqual(['TIME-WAIT', 'LAST-ACK'])
    const over = machinePaths(all)
    expect([placeNow(over.client), placeNow(over.server)]).toEqual(['END', 'END'])
    const before = machinePaths(all, -1)
    expect([placeNow(before.client), placeNow(before.server)]).toEqual(['CLOSED', 'LISTEN'])
  })
  it('a connection that was refused ends where it began', () => {
    const refused = [['CLOSED', 'SYN-SENT', 'connect()'], ['SYN-SENT', 'CLOSED', 'received RST']] as const
    const paths = machinePaths(refused.map(([from, to, cause], at) => ({ type: 'transition', at, conn: 'c1', end: 'client', local: 'a:1', remote: 'b:2', from, to, cause, evidence: 'inferred' })))
    expect(placeNow(paths.client)).toBe('CLOSED')
  })
  it('draws what was taken, leads to its segment, and says who took it and why', () => {
    const { parts } = machineFigure({ ...look, paths: machinePaths(all) })
    const part = parts.find(({ key }) => key === 'arrow FIN-WAIT-2 TIME-WAIT')
    expect(part?.target).toEqual({ kind: 'packet', n: 10 })
    expect(part?.title).toContain('Taken by the client: received FIN')
    expect(parts.find(({ key }) => key === 'arrow FIN-WAIT-1 CLOSING')?.target).toBeUndefined()
    expect(parts.findIndex(({ key }) => key === 'arrow FIN-WAIT-1 CLOSING')).toBeLessThan(parts.findIndex(({ key }) => key === 'arrow FIN-WAIT-2 TIME-WAIT'))
  })
  it('as a file it tells the way in words', () => {
    const svg = machineSvg(activeClose(), 'c1', { theme: 'dark', words: catalogue('ko') })
    expect(svg).toContain('CLOSED → SYN-SENT → ESTABLISHED → FIN-WAIT-1 → FIN-WAIT-2 → TIME-WAIT → CLOSED')
    expect(machineSvg(activeClose(), 'c7', { theme: 'dark', words })).toBeUndefined()
  })
})
