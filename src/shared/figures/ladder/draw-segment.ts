import { arrow, arrowHead, type Part, type Shape } from '../figure'
import { CHART_TONES, type ThemeName } from '../palette'
import { fitting } from '../text-width'
import { instantText, type FigureWords } from '../words'
import { otherEnd } from '../../tcp/state'
import { LANE, type LadderColumns } from './columns'
import { ARRIVES, LEAVES } from './row-places'
import type { LadderRow, LadderSegment } from './rows'
import { segmentTexts } from './segment-text'

const LABEL_BASE = 11
const LABEL_SIZE = 11
/** Bold letters are so much wider. */
const BOLD = 1.1
/** How far a segment comes: lost ones, and those held back, of the way across. */
const LOST_AT = 0.66
const HELD_AT = 0.45
/** Where a segment begins that no end has sent. */
const FORGED_AT = 0.18
const DOTS = '2 3'

export interface SegmentLook {
  readonly columns: LadderColumns
  readonly theme: ThemeName
  readonly words: FigureWords
  /** The segment was held back before and is let go here. */
  readonly released: boolean
  /** What each fault does, by its name. */
  readonly faults?: ReadonlyMap<string, string>
}

/** A segment on its way, with what became of it. @param top px, of its row */
export function segmentPart(row: LadderRow, segment: LadderSegment, top: number, look: SegmentLook): Part {
  const { event, from } = segment
  const { columns, theme, words } = look
  const tones = CHART_TONES[theme]
  const colour = colourOf(segment, theme)
  const [x1, x2] = ways(columns, from)
  const texts = segmentTexts(segment, look.released, words)
  const bold = /SYN|FIN|RST/.test(event.flags)
  const label = fitting(texts, bold ? LABEL_SIZE * BOLD : LABEL_SIZE, Math.abs(x2 - x1) - 10) ?? texts.at(-1) ?? ''
  const text: Shape = {
    shape: 'text', x: (x1 + x2) / 2, y: top + LABEL_BASE, text: label, size: LABEL_SIZE, fill: event.verdict === 'passed' ? tones.text : colour, anchor: 'middle', halo: tones.ground,
    ...(bold ? { weight: 600 as const } : {})
  }
  return {
    key: `packet ${event.n}`, target: { kind: 'packet', n: event.n },
    title: `#${event.n} ${texts[0] ?? ''}, ${words.say(`terms.end.${from}`)} → ${words.say(`terms.end.${otherEnd(from)}`)}, ${instantText(row.at)} s${faultText(event.fault, look.faults)}`,
    shapes: [...wayShapes(segment, look, x1, x2, top, colour), text]
  }
}

/** Which fault met it, by its name in the experiment, and what that does. */
function faultText(name: string | undefined, faults: ReadonlyMap<string, string> | undefined): string {
  if (name === undefined) return ''
  const does = faults?.get(name)
  return does === undefined ? ` (${name})` : ` (${name}: ${does})`
}

function colourOf({ event, again }: LadderSegment, theme: ThemeName): string {
  const tones = CHART_TONES[theme]
  if (event.verdict === 'dropped' || event.flags.includes('RST')) return tones.bad
  return event.verdict !== 'passed' || again ? tones.warn : tones.muted
}

const ways = ({ client, server }: LadderColumns, from: 'client' | 'server'): readonly [number, number] =>
  from === 'client' ? [client + LANE / 2 + 3, server - LANE / 2 - 3] : [server - LANE / 2 - 3, client + LANE / 2 + 3]

/** x between the lanes, `share` of the way from the sender. */
const onWay = (x1: number, x2: number, share: number): number => x1 + (x2 - x1) * share
const yOnWay = (top: number, share: number): number => top + LEAVES + (ARRIVES - LEAVES) * share

function wayShapes({ event, from }: LadderSegment, look: SegmentLook, x1: number, x2: number, top: number, colour: string): Shape[] {
  const y1 = top + LEAVES
  const y2 = top + ARRIVES
  const at = (share: number): readonly [number, number] => [onWay(x1, x2, share), yOnWay(top, share)]
  switch (event.verdict) {
    case 'passed': return arrow(x1, y1, x2, y2, colour)
    case 'dropped': {
      const [x, y] = at(LOST_AT)
      const cross = (dy: number): Shape => ({ shape: 'line', x1: x - 5, y1: y - dy, x2: x + 5, y2: y + dy, stroke: colour, width: 2 })
      return [{ shape: 'line', x1, y1, x2: x, y2: y, stroke: colour, width: 1.4 }, cross(5), cross(-5)]
    }
    case 'held': {
      const [x, y] = at(HELD_AT)
      const bar = (dx: number): Shape => ({ shape: 'line', x1: x + dx, y1: y - 4, x2: x + dx, y2: y + 4, stroke: colour, width: 2 })
      return [{ shape: 'line', x1, y1, x2: x, y2: y, stroke: colour, width: 1.4, dash: DOTS }, bar(-2), bar(2)]
    }
    case 'injected': {
      const [x, y] = at(look.released ? HELD_AT : FORGED_AT)
      const start: Shape = look.released ? { shape: 'box', x: x - 3, y: y - 3, width: 6, height: 6, radius: 3, fill: colour } : { shape: 'path', d: `M${x - 5} ${y}L${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}Z`, fill: colour }
      const side = from === 'client' ? 1 : -1
      return [start, { shape: 'line', x1: x + 6 * side, y1: y, x2, y2, stroke: colour, width: 1.4 }, arrowHead(x2, y2, Math.atan2(y2 - y, x2 - x), colour)]
    }
  }
}

/** The dots between a segment held back and its being let go. @param heldTop, releasedTop px, of the rows */
export function holdPart(held: LadderRow, heldTop: number, releasedTop: number, columns: LadderColumns, theme: ThemeName): Part {
  const segment = held.main.kind === 'segment' ? held.main : undefined
  const [x1, x2] = ways(columns, segment?.from ?? 'client')
  const x = onWay(x1, x2, HELD_AT)
  return {
    key: `hold ${segment?.event.n ?? held.at}`,
    shapes: [{ shape: 'line', x1: x, y1: yOnWay(heldTop, HELD_AT) + 5, x2: x, y2: yOnWay(releasedTop, HELD_AT) - 3, stroke: CHART_TONES[theme].warn, width: 1.4, dash: DOTS }]
  }
}
