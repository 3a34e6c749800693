import type { ConnectionSummary, RecordingRead } from '../model/events'

/** Connections of which a file's summary tells more than that they were there. */
export const SUMMARY_CONNECTIONS = 40

/** What a file that was opened for its summary came to. */
export interface FileSummary {
  /** The first of them, SUMMARY_CONNECTIONS at most, and how many there are. */
  readonly connections: readonly ConnectionSummary[]
  readonly count: number
  /** What a recording says about itself; absent for a foreign capture. */
  readonly recording?: RecordingRead
}
