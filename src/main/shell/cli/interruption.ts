import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
export type Interrupt = (typeof SIGNALS)[number]

/**
 * Ctrl-C, kill and a closed terminal. The first one asks for an orderly end; the second one ends us at once (what we started ends with us).
 * Ends with `dispose`.
 */
export class Interruption {
  /** Fulfilled at the first signal that counts. */
  readonly requested: Promise<Interrupt>
  /** While a program has the terminal, Ctrl-C is meant for it: its process group gets the signal, and we must not end first. */
  programHasTerminal = false
  private signal: Interrupt | undefined
  private request: (signal: Interrupt) => void = () => undefined
  private readonly onSignal = (signal: Interrupt): void => {
    if (signal === 'SIGINT' && this.programHasTerminal) return
    if (this.signal !== undefined) return this.endNow(signal)
    this.signal = signal
    this.request(signal)
  }

  constructor() {
    this.requested = new Promise((resolve) => (this.request = resolve))
    for (const signal of SIGNALS) process.on(signal, this.onSignal)
  }

  get happened(): boolean {
    return this.signal !== undefined
  }

  /** 130 for Ctrl-C, 143 for SIGTERM, 129 for SIGHUP: 128 and the signal's number, as a shell has it. */
  get status(): number {
    return 128 + constants.signals[this.signal ?? 'SIGINT']
  }

  dispose(): void {
    for (const signal of SIGNALS) process.off(signal, this.onSignal)
  }

  private endNow(signal: Interrupt): void {
    this.dispose()
    process.kill(process.pid, signal)
  }
}
