import { converter, differenceCiede2000, filterDeficiencyDeuter, filterDeficiencyProt, type Rgb, wcagContrast } from 'culori'
import { describe, expect, it } from 'vitest'
import { CHART_TONES, contrast, inkOn, mix, spanPaint, STATE_COLOURS, STATE_LABELS, THEME_NAMES, type ThemeName } from '../../../src/shared/figures/palette'
import { EVIDENCE } from '../../../src/shared/model/events'
import { TCP_STATES, type TcpState } from '../../../src/shared/tcp/state'

const THEMES: readonly ThemeName[] = THEME_NAMES
/** WCAG 2.2, 1.4.11: graphical objects against what is beside them; the theme for high contrast has more. */
const LEAST_CONTRAST: Readonly<Record<ThemeName, number>> = { light: 3, dark: 3, contrast: 4.5 }
/** CIEDE2000: about 2 is just noticeable side by side; these are told apart at a glance. */
const APART = { inOneLane: 9, betweenLanes: 5, fromTimeWait: 20 }

/** States that follow each other in one lane (RFC 9293 figure 5), and what gives up or is reset. */
const NEIGHBOURS: readonly (readonly [TcpState, TcpState])[] = [
  ['SYN-SENT', 'SYN-RECEIVED'], ['SYN-SENT', 'ESTABLISHED'], ['LISTEN', 'SYN-RECEIVED'], ['SYN-RECEIVED', 'ESTABLISHED'], ['SYN-RECEIVED', 'FIN-WAIT-1'], ['ESTABLISHED', 'FIN-WAIT-1'],
  ['ESTABLISHED', 'CLOSE-WAIT'], ['FIN-WAIT-1', 'FIN-WAIT-2'], ['FIN-WAIT-1', 'CLOSING'], ['FIN-WAIT-1', 'TIME-WAIT'], ['FIN-WAIT-2', 'TIME-WAIT'], ['CLOSING', 'TIME-WAIT'],
  ['CLOSE-WAIT', 'LAST-ACK'], ['LAST-ACK', 'CLOSED'], ['TIME-WAIT', 'CLOSED'], ['FIN-WAIT-2', 'CLOSED'], ['SYN-SENT', 'CLOSED'], ['ESTABLISHED', 'CLOSED'], ['LISTEN', 'CLOSED'],
  ['CLOSE-WAIT', 'CLOSED'], ['FIN-WAIT-1', 'CLOSED']
]
/** States that the two ends of one connection are in at once. */
const OPPOSITES: readonly (readonly [TcpState, TcpState])[] = [
  ['FIN-WAIT-1', 'CLOSE-WAIT'], ['FIN-WAIT-2', 'CLOSE-WAIT'], ['FIN-WAIT-2', 'LAST-ACK'], ['FIN-WAIT-1', 'LAST-ACK'], ['TIME-WAIT', 'LAST-ACK'], ['ESTABLISHED', 'FIN-WAIT-2'],
  ['ESTABLISHED', 'LAST-ACK']
]

const difference = differenceCiede2000()
const toRgb = converter('rgb')
const rgb = (colour: string): Rgb => {
  const value = toRgb(colour)
  if (value === undefined) throw new Error(`not a colour: ${colour}`)
  return value
}
const [protan, deutan] = [filterDeficiencyProt(1), filterDeficiencyDeuter(1)]
/** Two colours as eyes see them, and how far apart they then are. */
const APARTNESS: Readonly<Record<'usual' | 'protan' | 'deutan', (a: string, b: string) => number>> = {
  usual: (a, b) => difference(a, b), protan: (a, b) => difference(protan(rgb(a)), protan(rgb(b))), deutan: (a, b) => difference(deutan(rgb(a)), deutan(rgb(b)))
}

describe.each(THEMES)('the colours of states, %s theme', (theme) => {
  const colours = STATE_COLOURS[theme]
  const grounds = [CHART_TONES[theme].ground, CHART_TONES[theme].band]

  it.each(TCP_STATES)('%s stands out from the ground, and its name from it', (state) => {
    for (const ground of grounds) expect(wcagContrast(colours[state], ground)).toBeGreaterThanOrEqual(LEAST_CONTRAST[theme])
    for (const evidence of EVIDENCE) {
      const paint = spanPaint(state, evidence, theme)
      expect(wcagContrast(paint.ink, paint.fill), `name on ${evidence}`).toBeGreaterThanOrEqual(4.5)
      if (paint.kind === 'striped') expect(wcagContrast(paint.ink, paint.stripe), 'name on a stripe').toBeGreaterThanOrEqual(4.5)
      for (const ground of grounds) expect(wcagContrast(paint.stroke, ground), `outline of ${evidence}`).toBeGreaterThanOrEqual(LEAST_CONTRAST[theme])
    }
  })
  it.each(['usual', 'protan', 'deutan'] as const)('neighbours are told apart by %s eyes', (eyes) => {
    const apart = (a: TcpState, b: TcpState): number => APARTNESS[eyes](colours[a], colours[b])
    for (const [a, b] of NEIGHBOURS) expect(apart(a, b), `${a} and ${b}`).toBeGreaterThanOrEqual(APART.inOneLane)
    for (const [a, b] of OPPOSITES) expect(apart(a, b), `${a} and ${b}`).toBeGreaterThanOrEqual(APART.betweenLanes)
  })
  it('nothing else looks like TIME-WAIT', () => {
    for (const state of TCP_STATES.filter((each) => each !== 'TIME-WAIT')) expect(difference(colours[state], colours['TIME-WAIT']), state).toBeGreaterThanOrEqual(APART.fromTimeWait)
  })
  it('words of a chart are legible', () => {
    const { ground, selected, text, muted, bad, warn } = CHART_TONES[theme]
    for (const colour of [text, muted, bad, warn]) {
      expect(wcagContrast(colour, ground)).toBeGreaterThanOrEqual(4.5)
      expect(wcagContrast(colour, selected)).toBeGreaterThanOrEqual(4.5)
    }
  })
})

describe('the palette\'s own arithmetic', () => {
  it('agrees with an independent library about contrast', () => {
    for (const [a, b] of [['#ffffff', '#000000'], ['#d8189f', '#ffffff'], ['#12161d', '#ee4bb9']] as const) expect(contrast(a, b)).toBeCloseTo(wcagContrast(a, b), 2)
  })
  it('writes in white on dark colours and in near black on light ones', () => {
    expect([inkOn('#112233'), inkOn('#fddd77')]).toEqual(['#ffffff', '#0b0e13'])
  })
  it('mixes', () => {
    expect([mix('#ff0000', '#0000ff', 0), mix('#ff0000', '#0000ff', 1), mix('#ffffff', '#000000', 0.5)]).toEqual(['#0000ff', '#ff0000', '#808080'])
  })
  it('has a short name for every state, each shorter than the one before', () => {
    for (const state of TCP_STATES) {
      const [first, ...others] = STATE_LABELS[state]
      expect(first).toBe(state)
      others.forEach((label, i) => expect(label.length).toBeLessThan(STATE_LABELS[state][i]?.length ?? 0))
    }
    expect(new Set(TCP_STATES.map((state) => STATE_LABELS[state].at(-1))).size).toBe(TCP_STATES.length)
  })
})
