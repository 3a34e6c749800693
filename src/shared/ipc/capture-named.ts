/** A session in a file. */
export interface CaptureNamed {
  /** Absolute. */
  readonly file: string
  /** Of several sessions of ours in it, as mergecap puts them: which one, from 1. Absent: the first. */
  readonly session?: number | undefined
}
