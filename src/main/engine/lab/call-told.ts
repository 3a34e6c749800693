import { assertNever } from '../../../shared/base/assert'
import { inBytes, ms } from '../../../shared/base/brand'
import type { Told } from '../../../shared/base/reason'
import type { CallFailure } from './api-call'

/** Why a system call did not do what a step wanted of it. */
export function callTold(failure: CallFailure): Told {
  switch (failure.kind) {
    case 'errno': return { reason: { kind: 'call-failed', call: failure.call }, said: failure.errno }
    case 'timeout': return { reason: { kind: 'call-timeout', call: failure.call, limit: ms(failure.limitMs) } }
    case 'ended': return { reason: { kind: 'stream-ended', read: inBytes(failure.received), wanted: inBytes(failure.wanted) } }
    default: return assertNever(failure, 'failure')
  }
}
