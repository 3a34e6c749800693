import { NS_PER_S } from '../../../shared/base/brand'
import type { Stamp } from '../pcapng/items'

/** @param startedAtNs ns since 1970, decimal digits */
export function stampOf(startedAtNs: string): Stamp {
  const all = BigInt(startedAtNs)
  return { seconds: Number(all / BigInt(NS_PER_S)), nanoseconds: Number(all % BigInt(NS_PER_S)) }
}
