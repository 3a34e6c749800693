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
}
