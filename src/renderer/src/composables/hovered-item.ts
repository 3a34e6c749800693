import type { EventFlag } from '../../../shared/figures/event-flags'
import type { SeriesId } from '../charts/lifecycle-option'
import type { GapBox } from '../charts/lifecycle-picture'
import type { DiscrepancyMark, ReserveBox, RestartMark, RowBand, SpanBox } from '../../../shared/figures/lifecycle-scene'
import type { SegmentMark } from '../../../shared/figures/segment-marks'
import type { LifecycleFrame } from './use-lifecycle'

/** What the pointer is over. Held as it was when the pointer came: the next picture may number its items anew. */
export type Hovered =
  | { readonly kind: 'span'; readonly box: SpanBox }
  | { readonly kind: 'reserve'; readonly box: ReserveBox }
  | { readonly kind: 'restart'; readonly mark: RestartMark }
  | { readonly kind: 'discrepancy'; readonly mark: DiscrepancyMark }
  | { readonly kind: 'segment'; readonly mark: SegmentMark }
  | { readonly kind: 'gap'; readonly gap: GapBox }
  | { readonly kind: 'flag'; readonly flag: EventFlag }
  | { readonly kind: 'band'; readonly band: RowBand }

export function hoveredItem(series: SeriesId, index: number, { picture }: LifecycleFrame): Hovered | null {
  const { scene } = picture
  switch (series) {
    case 'spans': return wrap(scene.spans[index], (box) => ({ kind: 'span', box }))
    case 'reserves': return wrap(scene.reserves[index], (box) => ({ kind: 'reserve', box }))
    case 'restarts': return wrap(scene.restarts[index], (mark) => ({ kind: 'restart', mark }))
    case 'discrepancies': return wrap(scene.discrepancies[index], (mark) => ({ kind: 'discrepancy', mark }))
    case 'segments': return wrap(picture.segments[index], (mark) => ({ kind: 'segment', mark }))
    case 'gaps': return wrap(picture.gaps[index], (gap) => ({ kind: 'gap', gap }))
    case 'flags': return wrap(picture.flags[index], (flag) => ({ kind: 'flag', flag }))
    case 'bands': return wrap(scene.bands[index], (band) => ({ kind: 'band', band }))
    case 'lanes': case 'axis': case 'labels': return null
  }
}

const wrap = <T>(item: T | undefined, into: (item: T) => Hovered): Hovered | null => (item === undefined ? null : into(item))
