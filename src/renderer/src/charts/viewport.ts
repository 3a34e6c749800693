/** What the person chose: how much to see, and which part. Units of the scale in use. */
export interface ViewChoice {
  /** null: everything, as long as it gets enough room. */
  readonly span: number | null
  /** Right edge; null: follow the end. */
  readonly end: number | null
}

export interface Viewport {
  readonly from: number
  readonly to: number
}

export interface ViewExtent {
  /** Of everything there is. */
  readonly from: number
  readonly to: number
  /** Beyond this much, everything is no longer shown at once. */
  readonly comfortable: number
  /** Closer than this nobody zooms. */
  readonly closest: number
}

export const FOLLOW_ALL: ViewChoice = { span: null, end: null }
const MARGIN = 0.03

/** The part of the scale that is on the screen. */
export function resolveViewport(choice: ViewChoice, extent: ViewExtent): Viewport {
  const total = Math.max(extent.to - extent.from, extent.closest)
  const padded = total * (1 + 2 * MARGIN)
  const span = choice.span ?? Math.min(padded, extent.comfortable)
  const to = choice.end ?? extent.to + Math.min(span, total) * MARGIN
  return { from: to - span, to }
}

/** @param factor below 1 zooms in; @param focus the unit that stays where it is. Following goes on following unless the focus is away from the end. */
export function zoomed(view: Viewport, extent: ViewExtent, factor: number, focus: number, following: boolean): ViewChoice {
  const most = Math.max((extent.to - extent.from) * (1 + 2 * MARGIN), extent.closest) * 1.5
  const span = Math.min(Math.max((view.to - view.from) * factor, extent.closest), most)
  if (following) return { span, end: null }
  const share = (focus - view.from) / (view.to - view.from)
  return { span, end: focus + span * (1 - share) }
}

/** Moved by so many units; never so far that nothing is left to see. */
export function panned(view: Viewport, extent: ViewExtent, by: number): ViewChoice {
  const span = view.to - view.from
  const to = Math.min(Math.max(view.to + by, extent.from + span * 0.2), extent.to + span * 0.8)
  return { span, end: to }
}

/** Moved so far that the unit is on the screen, with room around it. The same choice when it already is. */
export function revealing(choice: ViewChoice, view: Viewport, unit: number): ViewChoice {
  const span = view.to - view.from
  if (unit >= view.from + span * 0.02 && unit <= view.to - span * 0.02) return choice
  return { span, end: unit + span / 2 }
}
