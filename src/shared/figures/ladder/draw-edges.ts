import { assertNever } from '../../base/assert'
import type { ApiCalled, TimerChanged } from '../../model/events'
import type { End } from '../../tcp/state'
import type { Part, Shape } from '../figure'
import { CHART_TONES, spanPaint, STATE_COLOURS, STATE_LABELS, type ThemeName } from '../palette'
import { cutToFit, fitting, textWidth } from '../text-width'
import { causeKey } from '../../story/words'
import { durationText, instantText, type FigureWords } from '../words'
import { callTexts, hasFailed } from './call-text'
import { LANE, type LadderColumns } from './columns'
import { endedWait, firstLine, LINE } from './row-places'
import type { LadderRow, LadderState } from './rows'

const SIZE = 11
const PILL = 15
/** px between a lane and what stands beside it. */
const OFF = 8

export interface EdgeLook {
  readonly columns: LadderColumns
  readonly theme: ThemeName
  readonly words: FigureWords
}

/** What stands beside the lanes in one row: its instant, a call, the states entered, timers begun anew, or what concerns both ends. @param top px, of the row */
export function edgeParts(row: LadderRow, top: number, look: EdgeLook): Part[] {
  const middle = top + firstLine(row)
  const tones = CHART_TONES[look.theme]
  const time: Part = {
    key: `time ${row.index}`,
    shapes: [{ shape: 'text', x: look.columns.time, y: middle + 4, text: instantText(row.at), size: 10.5, fill: tones.muted, anchor: 'end' }]
  }
  return [time, ...mainParts(row, middle, look), ...(['client', 'server'] as const).flatMap((end) => sideParts(row, end, middle, look))]
}

function mainParts(row: LadderRow, middle: number, look: EdgeLook): Part[] {
  const { main } = row
  const { theme, words } = look
  const tones = CHART_TONES[theme]
  switch (main.kind) {
    case 'segment': case 'state': return []
    case 'call': return [callPart(row, main.event, main.end, middle, look)]
    case 'timer': return main.event.event === 'overdue' ? [besidePart(row, main.event.end, words.say('figures.ladder.overdue'), tones.muted, middle, look)] : []
    case 'fault': return [acrossPart(row, `${words.say(`terms.fault.${main.event.action}`)}: ${main.event.detail}`, tones.warn, middle, look)]
    case 'note': return [acrossPart(row, main.event.text, tones.text, middle, look)]
    case 'gap': return [acrossPart(row, words.say(`figures.gap.${main.event.reason}`), tones.bad, middle, look)]
    case 'discrepancy': {
      const { inferred, sampled, end } = main.event
      return [besidePart(row, end, words.say('figures.ladder.discrepancy', { inferred, sampled }), tones.bad, middle, look)]
    }
    default: return assertNever(main, 'row')
  }
}

function sideParts(row: LadderRow, end: End, middle: number, look: EdgeLook): Part[] {
  const states = row.states[end].map((state, i) => pillPart(row, state, middle + i * LINE, look))
  const timers = row.restarts.filter((timer) => timer.end === end).map((timer, i) => restartPart(row, timer, middle + (states.length + i) * LINE, look))
  const ended = endedWait(row, end)
  const lasted = ended?.before === undefined ? [] : [lastedPart(row, ended.before, ended, middle + (states.length + timers.length) * LINE, look)]
  return [...states, ...timers, ...lasted]
}

/** Text beside a lane: grows away from it. */
const beside = (end: End, { columns }: EdgeLook): { readonly x: number; readonly anchor: 'start' | 'end'; readonly out: -1 | 1 } =>
  end === 'client' ? { x: columns.client - LANE / 2 - OFF, anchor: 'end', out: -1 } : { x: columns.server + LANE / 2 + OFF, anchor: 'start', out: 1 }

function callPart(row: LadderRow, call: ApiCalled, end: End, middle: number, look: EdgeLook): Part {
  const tones = CHART_TONES[look.theme]
  const { x, anchor, out } = beside(end, look)
  const texts = callTexts(call)
  const room = look.columns.side - OFF
  const text = fitting(texts, SIZE, room) ?? cutToFit(texts.at(-1) ?? '', SIZE, room)
  const fill = hasFailed(call) ? tones.bad : tones.text
  return {
    key: `call ${row.index}`, target: { kind: 'instant', at: call.at, end }, title: `${look.words.say(`terms.end.${end}`)}: ${texts[0] ?? ''}, ${instantText(call.at)} s`,
    shapes: [
      { shape: 'line', x1: x - out * (OFF - 2), y1: middle, x2: x - out * 2, y2: middle, stroke: tones.faint, width: 1 },
      { shape: 'text', x, y: middle + 4, text, size: SIZE, fill, anchor, halo: tones.ground }
    ]
  }
}

function besidePart(row: LadderRow, end: End, text: string, fill: string, middle: number, look: EdgeLook): Part {
  const { x, anchor } = beside(end, look)
  return {
    key: `beside ${row.index}`, target: { kind: 'instant', at: row.at, end }, title: `${look.words.say(`terms.end.${end}`)}: ${text}, ${instantText(row.at)} s`,
    shapes: [{ shape: 'text', x, y: middle + 4, text: cutToFit(text, SIZE, look.columns.side - OFF), size: SIZE, fill, anchor, halo: CHART_TONES[look.theme].ground }]
  }
}

/** What happens to the whole connection: between the lanes. */
function acrossPart(row: LadderRow, text: string, fill: string, middle: number, look: EdgeLook): Part {
  const { client, server } = look.columns
  const tones = CHART_TONES[look.theme]
  const shown = cutToFit(text, SIZE, server - client - 3 * LANE)
  const centre = (client + server) / 2
  // Bold letters are a tenth wider.
  const half = Math.min((textWidth(shown, SIZE) * 1.1) / 2 + 4, (server - client) / 2 - LANE)
  return {
    key: `across ${row.index}`, target: { kind: 'instant', at: row.at, end: null }, title: `${text}, ${instantText(row.at)} s`,
    shapes: [
      // On either side of the text: through it, it would be struck out.
      { shape: 'line', x1: client + LANE, y1: middle, x2: centre - half, y2: middle, stroke: fill, width: 1, dash: '6 3' },
      { shape: 'line', x1: centre + half, y1: middle, x2: server - LANE, y2: middle, stroke: fill, width: 1, dash: '6 3' },
      { shape: 'text', x: centre, y: middle + 4, text: shown, size: SIZE, fill, anchor: 'middle', weight: 600, halo: tones.ground }
    ]
  }
}

/** The name of a state on its colour: solid, striped or outlined as its evidence is. */
function pillPart(row: LadderRow, state: LadderState, middle: number, look: EdgeLook): Part {
  const { to, end, at, cause, packet } = state.event
  const { x, anchor, out } = beside(end, look)
  const label = fitting(STATE_LABELS[to], SIZE, look.columns.side - OFF - 12) ?? STATE_LABELS[to].at(-1) ?? to
  const width = textWidth(label, SIZE) + 10
  const left = anchor === 'end' ? x - width : x
  const paint = spanPaint(to, state.evidence, look.theme)
  const box: Shape = { shape: 'box', x: left, y: middle - PILL / 2, width, height: PILL, radius: 3, fill: paint.fill, stroke: paint.stroke }
  const stripes: Shape[] = paint.kind === 'striped' ? [{ shape: 'line', x1: left + 2, y1: middle, x2: left + width - 2, y2: middle, stroke: paint.stripe, width: PILL - 2, dash: '3 4' }] : []
  const { words } = look
  const because = `${words.say(causeKey(cause))}${packet === undefined ? '' : ` #${packet}`}`
  return {
    key: `state ${end} ${row.index} ${to}`, target: { kind: 'state', end, at },
    title: `${words.say(`terms.end.${end}`)}: ${state.event.from} → ${to}, ${because}, ${words.say(`terms.evidence.${state.evidence}`)}, ${instantText(at)} s`,
    shapes: [
      { shape: 'line', x1: x - out * OFF, y1: middle, x2: x, y2: middle, stroke: paint.stroke, width: 1.2 }, box, ...stripes,
      { shape: 'text', x: left + width / 2, y: middle + 4, text: label, size: SIZE, fill: paint.ink, anchor: 'middle', weight: 600, ...(paint.kind === 'striped' ? { halo: paint.fill } : {}) }
    ]
  }
}

function lastedPart(row: LadderRow, began: LadderState, ended: LadderState, middle: number, look: EdgeLook): Part {
  const text = `TIME-WAIT ${durationText(ended.event.at - began.event.at, look.words)}`
  return { ...besidePart(row, ended.event.end, text, STATE_COLOURS[look.theme]['TIME-WAIT'], middle, look), key: `lasted ${ended.event.end} ${row.index}` }
}

function restartPart(row: LadderRow, timer: TimerChanged, middle: number, look: EdgeLook): Part {
  const text = look.words.say('figures.ladder.restart', { time: durationText(timer.expectedMs * 1e6, look.words) })
  return { ...besidePart(row, timer.end, text, STATE_COLOURS[look.theme]['TIME-WAIT'], middle, look), key: `restart ${timer.end} ${row.index}` }
}
