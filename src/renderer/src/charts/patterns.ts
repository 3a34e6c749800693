import type { TcpState } from '../../../shared/tcp/state'

/** A repeated image, as the chart's canvas fills with it. */
export interface PatternFill {
  readonly image: HTMLCanvasElement
  readonly repeat: 'repeat'
}

export type Fill = string | PatternFill

/** Stripes and hatches of one theme. Made by the page, which has a canvas; a chart only asks for them. */
export interface Patterns {
  readonly striped: (state: TcpState) => Fill
  /** The 4-tuple still reserved. */
  readonly reserved: Fill
  /** The kernel's timer wheel rounds up. */
  readonly overdue: Fill
  /** Nothing is known here. */
  readonly gap: Fill
}
