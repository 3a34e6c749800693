import type { AxisTicks } from '../../../shared/figures/axis-ticks'
import type { EventFlag } from '../../../shared/figures/event-flags'
import type { LifecycleScene } from '../../../shared/figures/lifecycle-scene'
import type { ThemeName } from '../../../shared/figures/palette'
import type { Patterns } from './patterns'
import type { SegmentMark } from '../../../shared/figures/segment-marks'

/** A stretch of time that the recording does not know. px */
export interface GapBox {
  readonly x: number
  readonly width: number
  readonly label: string
}

/** Heights of the strips above and below the lanes, px. */
export const STRIPS = { flags: 24, axis: 40 } as const

export interface LifecyclePicture {
  readonly width: number
  /** Of the lanes alone. */
  readonly height: number
  readonly scene: LifecycleScene
  readonly segments: readonly SegmentMark[]
  readonly flags: readonly EventFlag[]
  readonly gaps: readonly GapBox[]
  readonly axis: AxisTicks
  /** x of the running session's now; null when it stands. */
  readonly nowX: number | null
  readonly theme: ThemeName
  readonly font: string
  readonly patterns: Patterns
  readonly text: LifecycleText
}

export interface LifecycleText {
  /** `41.3 s left` */
  readonly remaining: (ms: number) => string
  readonly overdue: string
  readonly unknownEnd: string
}
