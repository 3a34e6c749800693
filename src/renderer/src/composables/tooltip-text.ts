import type { TransitionObserved } from '../../../shared/model/events'
import { causeKey } from '../../../shared/story'
import type { SpanBox } from '../../../shared/figures/lifecycle-scene'
import type { Numbers } from '../i18n/numbers'
import type { ConnectionRows } from '../../../shared/model/connection-rows'
import type { PacketColumns } from '../../../shared/model/packet-columns'
import { seqShown } from '../../../shared/tcp/sequence'
import type { Hovered } from './hovered-item'

export interface Tooltip {
  readonly title: string
  readonly rows: readonly (readonly [name: string, value: string])[]
  readonly note?: string
}

interface Facts {
  readonly rows: ConnectionRows
  readonly packets: PacketColumns
}

interface Words {
  readonly t: (key: string, values?: Record<string, unknown>) => string
  readonly numbers: Numbers
}

const MICRO = 1_000

/** What is told about the thing under the pointer: what it is, when, and how that is known. */
export function tooltipOf(item: Hovered, facts: Facts, words: Words): Tooltip | null {
  const { t, numbers } = words
  switch (item.kind) {
    case 'span': return spanTip(item.box, facts, words)
    case 'reserve':
      if (item.box.kind === 'overdue') return { title: t('chart.overdue'), rows: [], note: t('countdown.overdueNote') }
      if (item.box.kind === 'unknown') return { title: t('chart.unknownEnd'), rows: [], note: t('chart.unknownEndHint') }
      return { title: t('chart.left', { time: numbers.shortSeconds(item.box.remainingMs) }), rows: [], note: t('chart.reservedHint') }
    case 'restart': return { title: t('chart.restart'), rows: [[t('field.at'), numbers.instant(item.mark.at, MICRO)]], note: t('chart.restartHint') }
    case 'discrepancy': return discrepancyTip(item.mark, facts, words)
    case 'segment': return segmentTip(item.mark.n, facts, words)
    case 'gap': return { title: item.gap.label, rows: [], note: t('gap.hint') }
    case 'flag': return { title: item.flag.text, rows: [[t('field.at'), numbers.instant(item.flag.at, MICRO)]] }
    case 'band': return null
  }
}

function spanTip(box: SpanBox, { rows }: Facts, { t, numbers }: Words): Tooltip {
  const row = rows.get(box.conn)
  const entered = row?.transitions.find(({ end, to, at }) => end === box.end && to === box.state && at === box.span.from)
  const lasted = box.span.to === null ? t('field.untilNow') : numbers.duration(box.span.to - box.span.from)
  return {
    title: box.state,
    rows: [
      [t('field.end'), `${t(`terms.end.${box.end}`)} ${row?.connection[box.end] ?? ''}`],
      [t('field.from'), numbers.instant(box.span.from, MICRO)],
      [t('field.lasted'), lasted],
      ...causeRow(entered, t)
    ],
    note: t(`evidence.${box.evidence}Note`)
  }
}

const causeRow = (entered: TransitionObserved | undefined, t: Words['t']): (readonly [string, string])[] => {
  if (entered === undefined) return []
  return [[t('field.cause'), entered.packet === undefined ? t(causeKey(entered.cause)) : `${t(causeKey(entered.cause))} · #${entered.packet}`]]
}

function discrepancyTip(mark: { readonly conn: string; readonly end: string; readonly x: number }, { rows }: Facts, { t }: Words): Tooltip | null {
  const found = rows.get(mark.conn)?.discrepancies.find(({ end }) => end === mark.end)
  if (found === undefined) return null
  return { title: t('discrepancy.title'), rows: [[t('discrepancy.inferred'), found.inferred], [t('discrepancy.sampled'), found.sampled]], note: t('discrepancy.hint') }
}

function segmentTip(n: number, { packets }: Facts, { t, numbers }: Words): Tooltip | null {
  const packet = packets.row(packets.indexOf(n))
  if (packet === undefined) return null
  return {
    title: `#${packet.n} ${packet.flags.replace(/,/g, ' ')}`,
    rows: [
      [t('field.at'), numbers.instant(packet.at, MICRO)],
      [t('field.route'), `${packet.from} → ${packet.to}`],
      [t('packets.seq'), numbers.count(seqShown(packet.seq))],
      [t('packets.ack'), numbers.count(seqShown(packet.ack))],
      [t('packets.len'), numbers.bytes(packet.len)],
      ...(packet.verdict === 'passed' ? [] : [[t('packets.verdict'), [t(`terms.verdict.${packet.verdict}`), ...(packet.fault === undefined ? [] : [packet.fault])].join(' · ')] as const])
    ]
  }
}
