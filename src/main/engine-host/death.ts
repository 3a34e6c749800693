import type { Reason, Told } from '../../shared/base/reason'
import type { Failure } from '../../shared/base/result'
import { assertNever } from '../../shared/base/assert'

/** How an engine process ended. `closed`: we ended it. `damaged`: it sent something that is no frame, and was ended for it. */
export interface EngineEnd {
  readonly reason: 'closed' | 'died' | 'hung' | 'damaged'
  /** Exit status or signal, and the last lines of its standard error. */
  readonly told: Told
}

export function endFailure(end: EngineEnd): Failure {
  switch (end.reason) {
    case 'closed': return { code: 'stopped', ...end.told }
    case 'hung': return { code: 'engine-hung', ...end.told }
    case 'died':
    case 'damaged': return { code: 'engine-died', ...end.told }
    default: return assertNever(end.reason, 'end of the engine')
  }
}

/** Of a text that grows without limit, the last part. */
export class Tail {
  private text = ''

  constructor(private readonly limit: number) {}

  push(piece: string): void {
    this.text = (this.text + piece).slice(-this.limit)
  }

  toString(): string {
    return this.text.trim()
  }
}

/** What unshare(1) of util-linux 2.38 says when its child was killed: it tries to die of the same signal, and fails. */
const CHILD_KILLED = /^unshare: sigprocmask unblock failed:.*$\n?/m

/** How it ended, and what it wrote to standard error. */
export function describeEnd(code: number | null, signal: string | null, errors: string): Told {
  const said = errors.replace(CHILD_KILLED, '').trim()
  const reason: Reason = signal !== null ? { kind: 'killed', signal } : CHILD_KILLED.test(errors) ? { kind: 'killed-somehow' } : { kind: 'exit-status', status: String(code ?? '?') }
  return said === '' ? { reason } : { reason, said }
}
