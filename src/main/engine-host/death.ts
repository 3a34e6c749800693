import type { Failure } from '../../shared/base/result'
import { assertNever } from '../../shared/base/assert'

/** How an engine process ended. `closed`: we ended it. `damaged`: it sent something that is no frame, and was ended for it. */
export interface EngineEnd {
  readonly reason: 'closed' | 'died' | 'hung' | 'damaged'
  /** Exit status or signal, and the last lines of its standard error; one paragraph for people. */
  readonly detail: string
}

export function endFailure(end: EngineEnd): Failure {
  switch (end.reason) {
    case 'closed': return { code: 'stopped', message: end.detail }
    case 'hung': return { code: 'engine-hung', message: end.detail }
    case 'died':
    case 'damaged': return { code: 'engine-died', message: end.detail }
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

export function describeEnd(code: number | null, signal: string | null, errors: string): string {
  const how = signal === null ? `exit status ${code ?? '?'}` : `killed by ${signal}`
  return errors === '' ? how : `${how}: ${errors}`
}
