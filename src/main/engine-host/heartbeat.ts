import { HEARTBEAT } from '../../shared/ipc/engine'

/**
 * Decides when an engine that does not answer is to be taken for hung: silent for `deadMs`, in which it either had the processor for that long
 * (it runs in circles) or did not use it at all (it is stopped or blocked). In between it is late, because others have the processor.
 * Time in which we ourselves stood still (a suspended machine, a stopped process: seen as ticks that come late) is not counted against it.
 */
export class Heartbeat {
  private silentSince: number
  private lastTick: number
  private idleSince: number
  private cpu: number | undefined
  /** CPU time when the silence began. */
  private cpuBefore: number | undefined

  /** @param now ms of a steady clock */
  constructor(now: number, private readonly limit: { readonly everyMs: number; readonly deadMs: number } = HEARTBEAT) {
    this.silentSince = now
    this.lastTick = now
    this.idleSince = now
  }

  answered(now: number): void {
    this.silentSince = now
    this.idleSince = now
    this.cpuBefore = this.cpu
  }

  /**
   * To be called every `everyMs`. @returns true when the engine is to be taken for hung
   * @param cpuMs CPU time it has used since its start, where that can be told
   */
  tick(now: number, cpuMs?: number): boolean {
    const late = now - this.lastTick - this.limit.everyMs
    if (late > this.limit.everyMs) {
      this.silentSince += late
      this.idleSince += late
    }
    this.lastTick = now
    if (cpuMs !== this.cpu) this.idleSince = now
    this.cpu = cpuMs
    this.cpuBefore ??= cpuMs
    if (now - this.silentSince < this.limit.deadMs) return false
    if (cpuMs === undefined || this.cpuBefore === undefined) return true
    return now - this.idleSince >= this.limit.deadMs || cpuMs - this.cpuBefore >= this.limit.deadMs
  }
}
