import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Counters, parseCounters, parseTimeWaitCount } from '../../../../src/main/engine/kernel/counters'

const snmp = (resets: number, established: number): string => `Icmp: InMsgs InErrors\nIcmp: 1 0
Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens CurrEstab OutRsts\nTcp: 1 200 120000 -1 7 ${established} ${resets}\n`
const netstat = (overflows: number): string => `TcpExt: TW TCPTimeWaitOverflow\nTcpExt: 12 ${overflows}\nIpExt: InOctets\nIpExt: 99\n`

describe('the kernel\'s counters', () => {
  let folder: string

  const write = (resets: number, established: number, overflows: number): void => {
    writeFileSync(join(folder, 'snmp'), snmp(resets, established))
    writeFileSync(join(folder, 'netstat'), netstat(overflows))
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'counters-'))
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  it('have the names of nstat', () => {
    expect([...parseCounters(netstat(3))]).toEqual([['TcpExtTW', 12], ['TcpExtTCPTimeWaitOverflow', 3], ['IpExtInOctets', 99]])
  })

  it('tell only what moved, and by how much', () => {
    write(1, 4, 0)
    const counters = new Counters(folder)
    expect(counters.deltas()).toEqual([])
    write(3, 5, 1)
    expect(counters.deltas()).toEqual([{ name: 'TcpOutRsts', delta: 2 }, { name: 'TcpExtTCPTimeWaitOverflow', delta: 1 }])
    expect(counters.deltas()).toEqual([])
  })

  it('leave out lines that do not fit together', () => {
    expect(parseCounters('Tcp: A B\nTcp: 1\nTcpExt: A\nIpExt: 1\n').size).toBe(0)
    expect(parseCounters('').size).toBe(0)
  })

  it('include how many sockets wait now', () => {
    expect(parseTimeWaitCount('sockets: used 15\nTCP: inuse 1 orphan 0 tw 28232 alloc 1 mem 341\n')).toBe(28232)
    expect(parseTimeWaitCount('')).toBe(0)
  })
})
