import type { TimeSource } from '../../../../src/main/engine/native/clock'

/** A wall clock that a test moves by hand. */
export class HandClock implements TimeSource {
  private wallNs = 1_795_341_600_123_456_789n
  private monotonic = 5_000
  private boottime = 65_000

  realtime(into: { seconds: number; nanoseconds: number }): void {
    into.seconds = Number(this.wallNs / 1_000_000_000n)
    into.nanoseconds = Number(this.wallNs % 1_000_000_000n)
  }

  monotonicMs(): number {
    return this.monotonic
  }

  boottimeMs(): number {
    return this.boottime
  }

  pass(ms: number): void {
    this.wallNs += BigInt(ms) * 1_000_000n
    this.monotonic += ms
    this.boottime += ms
  }

  /** As Linux does it: CLOCK_MONOTONIC and every timer stand still. */
  sleep(ms: number): void {
    this.set(ms)
    this.boottime += ms
  }

  set(byMs: number): void {
    this.wallNs += BigInt(byMs) * 1_000_000n
  }

  stamp(): [number, number] {
    return [Number(this.wallNs / 1_000_000_000n), Number(this.wallNs % 1_000_000_000n)]
  }
}
