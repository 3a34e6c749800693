import { HEARTBEAT } from '../../shared/ipc/engine'

/**
 * Decides when an engine that does not answer is to be taken for hung. Time in which we ourselves stood still (a suspended machine, a stopped
 * process: seen as ticks that come late) is not counted against it.
 */
export class Heartbeat {
  private silentSince: number
  private lastTick: number

  /** @param now ms of a steady clock */
  constructor(now: number, private readonly limit: { readonly everyMs: number; readonly deadMs: number } = HEARTBEAT) {
    this.silentSince = now
    this.lastTick = now
  }

  answered(now: number): void {
    this.silentSince = now
  }

  /** To be called every `everyMs`. @returns true when the engine has been silent for `deadMs` while we were awake */
  tick(now: number): boolean {
    const late = now - this.lastTick - this.limit.everyMs
    if (late > this.limit.everyMs) this.silentSince += late
    this.lastTick = now
    return now - this.silentSince >= this.limit.deadMs
  }
}
