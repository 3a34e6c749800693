import type { SegmentTest } from '../../../../shared/experiment/match'

/** The mark of what the laboratory itself sends: no fault meets it. */
export const OWN_MARK = 0x7457
export const TABLE = 'twlab'

/** Which segments a rule is to meet. What is undefined may be anything. */
export interface RulePattern {
  readonly source?: string
  readonly sourcePort?: number
  readonly destination?: string
  readonly destinationPort?: number
  readonly test: SegmentTest
}

export type Which = 'all' | { readonly first: number } | { readonly nth: number }

/** Least and most 32-bit words of a TCP header (RFC 9293 section 3.1, data offset). */
const HEADER_WORDS = { least: 5, most: 15 } as const
const IPV4_HEADER = 20
const MOST_LENGTH = 65_535

const familyOf = (address: string): string => (address.includes(':') ? 'ip6' : 'ip')

/** The expression of nft(8) that is true for exactly the segments of the pattern (and for none of the laboratory's own). */
export function nftExpression({ source, sourcePort, destination, destinationPort, test }: RulePattern): string {
  const parts = [`meta mark != ${OWN_MARK}`]
  if (source !== undefined) parts.push(`${familyOf(source)} saddr ${source}`)
  if (destination !== undefined) parts.push(`${familyOf(destination)} daddr ${destination}`)
  if (sourcePort !== undefined) parts.push(`tcp sport ${sourcePort}`)
  if (destinationPort !== undefined) parts.push(`tcp dport ${destinationPort}`)
  if (test.mask !== 0) parts.push(`tcp flags & ${test.mask} == ${test.bits}`)
  if (test.len[0] > 0 || test.len[1] < MOST_LENGTH) parts.push(lengthExpression(test.len, [source, destination].some((address) => address?.includes(':') === true)))
  return parts.join(' ')
}

/** Byte 12 of the TCP header: the data offset, three reserved bits, and AE (RFC 9768), which may be set. */
const OFFSET_BYTE = '@th,96,8'
const offsetBytes = (words: number): readonly number[] => [words << 4, (words << 4) | 1]

/**
 * nft knows no payload length, but the header's length and the packet's: one pair for each length a TCP header may have. The data offset is taken as a whole
 * byte: nft 1.0.6 aborts when it lists a set of values that are shorter (mergesort.c, concat_expr_msort_value).
 */
function lengthExpression([least, most]: readonly [number, number], v6: boolean): string {
  const pairs: string[] = []
  for (let words = HEADER_WORDS.least; words <= HEADER_WORDS.most; words++) {
    const around = words * 4 + (v6 ? 0 : IPV4_HEADER)
    const [from, to] = [Math.min(least + around, MOST_LENGTH), Math.min(most + around, MOST_LENGTH)]
    for (const byte of offsetBytes(words)) pairs.push(`${byte} . ${from === to ? from : `${from}-${to}`}`)
  }
  return `${OFFSET_BYTE} . ${v6 ? 'ip6 length' : 'ip length'} { ${pairs.join(', ')} }`
}

/** A rule that takes so many packets and is then exhausted: its bucket is not filled again within an hour. */
const take = (count: number): string => `limit rate 1/hour burst ${count} packets `

/** The counter of a fault is called like its chain. It outlives the chain, so that it can be read when nothing is counted any more. */
export const counterCommand = (fault: string): string => `list counter inet ${TABLE} ${chainName(fault)}`

/** Rules of a chain of the fault's own, in order. `loses`: whether the segments that are met are thrown away. */
export function faultRules(fault: string, expression: string, which: Which, loses: boolean): readonly string[] {
  const verdict = `counter name ${chainName(fault)} ${loses ? 'drop' : 'accept'}`
  if (which === 'all') return [`${expression} ${verdict}`]
  if ('first' in which) return [`${expression} ${take(which.first)}${verdict}`]
  const before = which.nth > 1 ? [`${expression} ${take(which.nth - 1)}accept`] : []
  return [...before, `${expression} ${take(1)}${verdict}`]
}

export const chainName = (fault: string): string => `fault_${fault.replaceAll('-', '_')}`

/** What nft(8) is given: at inet input, where the capture has seen the segment and the sender's timers are those of a lost one. */
export function addCommands(fault: string, rules: readonly string[]): string {
  const chain = `inet ${TABLE} ${chainName(fault)}`
  return [`add table inet ${TABLE}`, `add counter ${chain}`, `add chain ${chain} { type filter hook input priority 0 ; }`, ...rules.map((rule) => `add rule ${chain} ${rule}`)].join('; ')
}

export const removeCommands = (fault: string): string => `flush chain inet ${TABLE} ${chainName(fault)}; delete chain inet ${TABLE} ${chainName(fault)}`
