import type {
  ApiCalled, DiscrepancyFound, Evidence, FaultApplied, GapSeen, NoteAdded, PacketCaptured, TimerChanged, TransitionObserved
} from '../../model/events'
import type { End } from '../../tcp/state'

/** What a ladder needs of a segment: a part of its event. */
export type LadderPacket = Pick<PacketCaptured, 'n' | 'at' | 'from' | 'to' | 'flags' | 'seq' | 'ack' | 'len' | 'verdict' | 'fault'>

/** A segment, with what the ladder knows of it beyond its event. */
export interface LadderSegment {
  readonly kind: 'segment'
  readonly event: LadderPacket
  readonly from: End
  /** Everything in its sequence space had been sent before. */
  readonly again: boolean
}

/** A state entered. Its evidence may get better: the kernel is asked a moment later. */
export interface LadderState {
  readonly event: TransitionObserved
  evidence: Evidence
  row: LadderRow
  /** The one before it at the same end. */
  readonly before: LadderState | undefined
}

/** What has a row of its own. A state has one only when no row tells its cause. */
export type LadderMain =
  | LadderSegment
  | { readonly kind: 'call'; readonly event: ApiCalled; readonly end: End }
  | { readonly kind: 'state'; readonly end: End }
  | { readonly kind: 'timer'; readonly event: TimerChanged }
  | { readonly kind: 'fault'; readonly event: FaultApplied }
  | { readonly kind: 'note'; readonly event: NoteAdded }
  | { readonly kind: 'gap'; readonly event: GapSeen }
  | { readonly kind: 'discrepancy'; readonly event: DiscrepancyFound }

/** What happened at one instant, top to bottom in time. */
export interface LadderRow {
  /** ns since the session's start. */
  readonly at: number
  readonly main: LadderMain
  /** States entered here, and timers begun anew here, by end. */
  readonly states: Record<End, LadderState[]>
  readonly restarts: TimerChanged[]
  /** Its place among the rows. */
  index: number
}

/** A segment held back, and the copy that was let go later. */
export interface LadderHold {
  readonly held: LadderRow
  readonly released: LadderRow
}
