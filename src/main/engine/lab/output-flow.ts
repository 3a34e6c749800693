import { TERMINAL_LIMITS } from '../../../shared/ipc/terminals'

export interface OutputFlowParts {
  readonly tell: (text: string) => void
  readonly pause: () => void
  readonly resume: () => void
  /** Does something a little later: what comes until then is told together. @returns what calls it off */
  readonly later: (task: () => void) => () => void
}

/**
 * What a terminal's programs write, on its way to a window: gathered for moments, told in order, and never more than TERMINAL_LIMITS.high of it untaken.
 * From there on the source is paused, so that a program that writes without end waits for whoever looks at it and fills nobody's memory.
 */
export class OutputFlow {
  private pending = ''
  private untaken = 0
  private paused = false
  private callOff: (() => void) | undefined

  constructor(private readonly parts: OutputFlowParts) {}

  push(text: string): void {
    this.pending += text
    this.balance()
    this.callOff ??= this.parts.later(() => this.flush())
  }

  taken(units: number): void {
    this.untaken = Math.max(0, this.untaken - units)
    this.balance()
  }

  /** Tells what has been gathered at once. */
  flush(): void {
    this.callOff?.()
    this.callOff = undefined
    const text = this.pending
    if (text === '') return
    this.pending = ''
    this.untaken += text.length
    this.parts.tell(text)
  }

  private balance(): void {
    const waiting = this.untaken + this.pending.length
    if (!this.paused && waiting >= TERMINAL_LIMITS.high) {
      this.paused = true
      this.parts.pause()
    } else if (this.paused && waiting <= TERMINAL_LIMITS.low) {
      this.paused = false
      this.parts.resume()
    }
  }
}
