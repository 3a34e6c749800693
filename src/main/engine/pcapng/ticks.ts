import { NS_PER_S } from '../../../shared/base/brand'

/** 2^32. */
const HIGH_WORD = 0x1_0000_0000
/** The last whole second that 64 bits of nanoseconds reach: in the year 2554. */
const LAST_SECOND = 18_446_744_073

/**
 * Stamps of one interface into exact seconds and nanoseconds (sections 4.2 and 4.3: if_tsresol, if_tsoffset). The results are fields, so
 * that a million packets make no million objects. Units finer than a nanosecond are cut off.
 */
export class StampClock {
  seconds = 0
  nanoseconds = 0
  /** Units in a second, and nanoseconds in a unit: for powers of ten up to nanoseconds; else 0, and `fineUnits` are used. */
  private readonly units: number
  private readonly nsPerUnit: number
  private readonly fineUnits: bigint
  /** The upper word decoded last (it changes every 4.3 s of nanoseconds): its whole seconds, and the units left over. */
  private high = -1
  private highSeconds = 0
  private highUnits = 0

  /**
   * @param resolution if_tsresol: a power of ten, or with bit 7 set of two
   * @param offsetSeconds if_tsoffset
   */
  constructor(resolution: number, private readonly offsetSeconds: number) {
    const exponent = resolution & 0x7f
    const decimal = (resolution & 0x80) === 0
    this.units = decimal && exponent <= 9 ? 10 ** exponent : 0
    this.nsPerUnit = decimal && exponent <= 9 ? 10 ** (9 - exponent) : 0
    this.fineUnits = decimal ? 10n ** BigInt(exponent) : 1n << BigInt(exponent)
  }

  /** Decodes the two words of a stamp into `seconds` and `nanoseconds`. */
  set(high: number, low: number): void {
    if (this.units === 0) return this.setFine(high, low)
    if (high !== this.high) this.enter(high)
    const units = this.highUnits + low
    const whole = Math.floor(units / this.units)
    this.seconds = this.highSeconds + whole
    this.nanoseconds = (units - whole * this.units) * this.nsPerUnit
  }

  private enter(high: number): void {
    const units = BigInt(high) << 32n
    this.high = high
    this.highSeconds = Number(units / this.fineUnits) + this.offsetSeconds
    this.highUnits = Number(units % this.fineUnits)
  }

  private setFine(high: number, low: number): void {
    const units = (BigInt(high) << 32n) | BigInt(low)
    this.seconds = Number(units / this.fineUnits) + this.offsetSeconds
    this.nanoseconds = Number(((units % this.fineUnits) * BigInt(NS_PER_S)) / this.fineUnits)
  }
}

/** Seconds and nanoseconds into the two words of a stamp at if_tsresol 9. Instants before 1970 become 1970, after 2554 the last second of it. */
export class NanosecondTicks {
  high = 0
  low = 0
  private second = -1
  private secondHigh = 0
  private secondLow = 0

  /** @param nanoseconds 0 .. 999,999,999 */
  set(seconds: number, nanoseconds: number): void {
    if (seconds !== this.second) this.enter(seconds)
    const low = this.secondLow + nanoseconds
    this.high = low < HIGH_WORD ? this.secondHigh : this.secondHigh + 1
    this.low = low < HIGH_WORD ? low : low - HIGH_WORD
  }

  private enter(seconds: number): void {
    const units = BigInt(Math.min(Math.max(Math.trunc(seconds), 0), LAST_SECOND - 1)) * BigInt(NS_PER_S)
    this.second = seconds
    this.secondHigh = Number(units >> 32n)
    this.secondLow = Number(units & 0xffff_ffffn)
  }
}
