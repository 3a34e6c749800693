import type { Nanoseconds } from '../../../shared/base/brand'
import { ns } from '../../../shared/base/brand'
import type { TimerKind } from '../../../shared/model/socket-sample'
import type { TcpState } from '../../../shared/tcp/state'

/** Later than every instant. */
export const NEVER = ns(Infinity)

/** What is known from the kernel about one end, and what is to be asked. */
export class Watch {
  /** When the kernel is to be asked next; NEVER when nothing is open. */
  askAt: Nanoseconds = NEVER

  /** A reading that does not fit what is known: its state, and when it was taken. One alone decides nothing. */
  doubt: TcpState | undefined = undefined
  doubtAt: Nanoseconds = ns(0)

  /** As the last sample told; -1 and '' before the first. */
  cookie = -1n
  inode = -1
  pid: number | undefined = undefined
  timer: TimerKind | undefined = undefined
  retransmits = 0
  receiving = false
  sending = false
  /** ns: when that timer reaches 0, by its last number. */
  expires: Nanoseconds = NEVER
  /** The state a `sample` event told last. */
  sampled: TcpState | undefined = undefined
  sampledAt: Nanoseconds = ns(-Infinity)

  /** The countdown of a minisock: TIME-WAIT, or FIN-WAIT-2 after close(). */
  countdown: 'time-wait' | 'fin-wait-2' | undefined = undefined
  /** Its begin was told. */
  started = false
  /** ns: when it reaches 0. */
  due: Nanoseconds = NEVER
  /** Where the clock keeps it, or -1. */
  bucket = -1
  /** ns: of the last segment that may have started it anew, or -1. */
  restartHint: Nanoseconds = ns(-1)
  overdueTold = false
  /** Reached 0 and is still there: counted by the clock. */
  dense = false
  /** Gets a `sample` every second. */
  followed = false

  /** Number of the last dump that listed it, and when a dump first did not. */
  seenInDump = 0
  missedAt: Nanoseconds = NEVER
}
