/** How a program ended: its status, or the signal's name. */
export interface ExitStatus {
  readonly code: number | null
  readonly signal: string | null
}
