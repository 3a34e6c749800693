import { describe, expect, it } from 'vitest'
import { commandsFor, type CommandSubject } from '../../../src/renderer/src/session/commands'

const subject = (over: Partial<CommandSubject> = {}): CommandSubject => ({
  client: '127.0.0.1:40998', server: '127.0.0.1:12345', end: 'client', state: 'ESTABLISHED', packet: null, ...over
})
const typed = (over: Partial<CommandSubject> = {}): Record<string, string> => Object.fromEntries(commandsFor(subject(over)).map(({ tool, command }) => [tool, command]))

/** Each was typed once into iproute2 6.1, tcpdump 4.99 and nftables 1.0 and taken by them. */
describe('commands to type', () => {
  it('ask the kernel for the selected end, seen from that end', () => {
    expect(typed()['ss']).toBe('ss -tanoe \'sport = :40998 and dport = :12345\'')
    expect(typed({ end: 'server', state: 'TIME-WAIT' })['ss']).toBe('ss -tanoe state time-wait \'sport = :12345 and dport = :40998\'')
  })
  it('watch the connection, or the kind of segment that is selected', () => {
    expect(typed()).toMatchObject({ tcpdump: 'tcpdump -ni lo \'tcp port 40998 and tcp port 12345\'' })
    expect(typed({ packet: { from: 'server', flags: 'FIN,ACK', len: 0 } })['tcpdump']).toBe('tcpdump -ni lo \'tcp src port 12345 and tcp dst port 40998 and tcp[tcpflags] & (tcp-fin) != 0\'')
  })
  it('lose the selected kind of segment, and nothing when none is selected', () => {
    expect(typed()['nft']).toBeUndefined()
    const rule = (flags: string, len = 0): string => typed({ packet: { from: 'client', flags, len } })['nft'] ?? ''
    expect(rule('FIN,ACK')).toContain('tcp sport 40998 tcp dport 12345 tcp flags & (fin) == fin counter drop')
    expect(rule('ACK')).toContain('tcp flags == ack counter drop')
    expect(rule('PSH,ACK', 4)).toContain('tcp flags & psh == psh counter drop')
  })
  it('are none for what has no ports', () => {
    expect(commandsFor(subject({ client: '' }))).toEqual([])
  })
})
