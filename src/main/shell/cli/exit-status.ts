import { constants } from 'node:os'
import type { ExitStatus } from '../../../shared/ipc/engine'

/** 0 done and every check held; 1 a check failed; 2 wrong use or unreadable input; 3 this machine lacks something; 128 + n interrupted. */
export const DONE = 0
export const CHECK_FAILED = 1
export const WRONG_USE = 2
export const MACHINE_LACKS = 3
/** A bug of this program: none of the above (EX_SOFTWARE of sysexits.h). */
export const BUG = 70

/** One status for several runs: an interruption counts more than a lack, that more than wrong use, that more than a failed check. */
export const worst = (statuses: readonly number[]): number => Math.max(DONE, ...statuses)

/** A program's own status, as a shell tells it: 128 and the signal's number when a signal ended it. */
export function programStatus({ code, signal }: ExitStatus): number {
  if (code !== null) return code
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1]
  return 128 + (number ?? 0)
}
