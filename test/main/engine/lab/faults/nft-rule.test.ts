import { describe, expect, it } from 'vitest'
import { addCommands, chainName, counterCommand, faultRules, nftExpression, removeCommands } from '../../../../../src/main/engine/lab/faults/nft-rule'
import { segmentTest } from '../../../../../src/shared/experiment/match'

const ENDS = { source: '127.0.0.1', sourcePort: 40001, destination: '127.0.0.1', destinationPort: 12345 }

describe('the rule of a fault', () => {
  it('means a connection\'s segments by addresses, ports and bits, and never the laboratory\'s own', () => {
    expect(nftExpression({ ...ENDS, test: segmentTest({ exactly: 'ACK' }) }))
      .toBe('meta mark != 29783 ip saddr 127.0.0.1 ip daddr 127.0.0.1 tcp sport 40001 tcp dport 12345 tcp flags & 23 == 16')
  })

  it('means a connection that is not there yet by its server\'s port', () => {
    expect(nftExpression({ destinationPort: 12345, test: segmentTest({ flags: 'SYN' }) })).toBe('meta mark != 29783 tcp dport 12345 tcp flags & 2 == 2')
  })

  it('knows a payload\'s length by the header\'s and the packet\'s: with 8 words of header and 20 bytes of IP, 4 bytes of payload make 56', () => {
    expect(nftExpression({ test: segmentTest({ len: [4, 4] }) })).toContain('@th,96,8 . ip length { 80 . 44, 81 . 44, 96 . 48, 97 . 48, ')
    expect(nftExpression({ source: '::1', test: segmentTest({ len: [1, 1000] }) })).toContain('@th,96,8 . ip6 length { 80 . 21-1020, 81 . 21-1020, ')
  })

  it('counts the first so many, or the n-th alone, by buckets that are not filled again', () => {
    expect(faultRules('a', 'tcp dport 1', 'all', false)).toEqual(['tcp dport 1 counter name fault_a accept'])
    expect(faultRules('a', 'tcp dport 1', { first: 2 }, true)).toEqual(['tcp dport 1 limit rate 1/hour burst 2 packets counter name fault_a drop'])
    expect(faultRules('a', 'tcp dport 1', { nth: 3 }, true)).toEqual([
      'tcp dport 1 limit rate 1/hour burst 2 packets accept', 'tcp dport 1 limit rate 1/hour burst 1 packets counter name fault_a drop'
    ])
  })

  it('has a chain of its own, which goes as a whole, and a counter that outlives it', () => {
    expect(chainName('lost-ack')).toBe('fault_lost_ack')
    expect(addCommands('a', ['tcp dport 1 drop'])).toBe('add table inet twlab; add counter inet twlab fault_a; add chain inet twlab fault_a { type filter hook input priority 0 ; }; add rule inet twlab fault_a tcp dport 1 drop')
    expect(counterCommand('a')).toBe('list counter inet twlab fault_a')
    expect(removeCommands('a')).toBe('flush chain inet twlab fault_a; delete chain inet twlab fault_a')
  })
})
