import type { Told } from '../../../shared/base/reason'
import type { Result } from '../../../shared/base/result'
import type { Duration } from '../../../shared/experiment/duration'
import type { LabSocket } from './lab-socket'

/** What a step may use of the run it belongs to. */
export interface StepContext {
  /** Sockets that are open, by their names in the experiment. */
  readonly sockets: Map<string, LabSocket>
  readonly signal: AbortSignal
  ms(duration: Duration): number
}

/** What happened, when it went otherwise than the experiment wants. */
export type StepDone = Result<null, Told>
