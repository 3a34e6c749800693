import koffi from 'koffi'
import { raiseLoopback } from '../../src/main/engine/native/loopback'
import { SessionClock } from '../../src/main/engine/native/clock'
import { must } from './flood'

/** linux/sched.h */
const CLONE_NEWNET = 0x40000000

/**
 * Puts this thread, and every program it starts, into a network of its own with nothing but `lo`, up: no test sees the sockets, packets and counters of
 * another. Needs CAP_SYS_ADMIN, so run inside `unshare --user --map-root-user`. May be called before every test.
 */
export function enterOwnNetwork(): void {
  const unshare = koffi.load(null).func('int unshare(int)') as unknown as (flags: number) => number
  if (unshare(CLONE_NEWNET) !== 0) throw new Error('no network namespace of one\'s own: run inside unshare --user --map-root-user')
  must('lo', raiseLoopback())
}

/** A session's clock; a test during which the machine's clock is set fails. */
export const testClock = (): SessionClock =>
  new SessionClock(({ byNs }) => {
    throw new Error(`the wall clock was set by ${byNs} ns during the test`)
  })
