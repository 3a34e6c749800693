import type { RecordingRead } from '../model/events'

/** What is in a recording, for a list of them. */
export interface RecordingSummary {
  /** The experiment's id; null for a session without one, and for a foreign capture. */
  readonly experiment: string | null
  /** ns from its beginning to its last event. */
  readonly length: number
  /** Frames. */
  readonly packets: number
  readonly notes: number
  readonly checks: number
  /** Of these checks, how many held. */
  readonly held: number
  /** It broke off: it has no end. */
  readonly torn: boolean
  /** What the chain of hashes says; absent for a foreign capture, and for a file that was not read whole. */
  readonly chain?: RecordingRead['chain']
  /** The file is so large that only its two ends were read: packets are those that its end tells, notes those that stand there. */
  readonly partial?: true
}
