import { assert } from '../../../../shared/base/assert'
import type { Nanoseconds } from '../../../../shared/base/brand'
import type { Which } from './nft-rule'

/**
 * Tells, of the captured segments that fit a rule's pattern, which ones the rule met. The capture sees a segment before the rule does, and is read later than the
 * rule is put or removed; so around these two instants time alone does not tell, and the rule's own counter decides: what it counts is what it met, and the capture
 * has the same order.
 */
export class RuleCount {
  private placedAt: Nanoseconds | undefined
  /** Segments the rule had already met when it was first read: of those that were captured while it was being put. */
  private early = 0
  private matched = 0
  private most = Infinity
  private readAt: Nanoseconds | undefined
  private metSince = 0
  private metAll = 0

  constructor(private readonly which: Which) {}

  /** Segments the rule met, as far as the capture was read. */
  get met(): number {
    return this.metAll
  }

  /** The rule is there. @param at an instant just before its counter was read for the first time @param counted what it said */
  placed(at: Nanoseconds, counted: number): void {
    this.placedAt = at
    this.early = counted
  }

  /** The rule is gone. @param counted what it had met by then, in all */
  removed(counted: number): void {
    this.most = counted
  }

  /** The counter is about to be read while the rule goes on. @param at what was captured until then is compared with it */
  beforeReading(at: Nanoseconds): void {
    this.readAt = at
    this.metSince = 0
  }

  /** Segments met until the counter was read; after the capture has caught up. */
  get metUntilRead(): number {
    return this.metAll - this.metSince
  }

  /** Called for each captured segment of the pattern, in their order. @param at its stamp @returns whether the rule met it */
  meets(at: Nanoseconds): boolean {
    assert(this.placedAt !== undefined, 'a rule that is not there is asked')
    if (!this.decides(at, this.placedAt)) return false
    this.metAll++
    if (this.readAt !== undefined && at > this.readAt) this.metSince++
    return true
  }

  private decides(at: Nanoseconds, placedAt: Nanoseconds): boolean {
    if (at <= placedAt) {
      if (this.early === 0) return false
      this.early--
      this.matched++
      return true
    }
    this.matched++
    return this.metAll < this.most && isMeant(this.which, this.matched)
  }
}

const isMeant = (which: Which, n: number): boolean => which === 'all' || ('first' in which ? n <= which.first : n === which.nth)
