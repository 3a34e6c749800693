import { beforeEach, describe, expect, it } from 'vitest'
import { Counters } from '../../../src/main/engine/kernel/counters'
import { kernelFacts } from '../../../src/main/engine/kernel/facts'
import { readSysctl, writeSysctl } from '../../../src/main/engine/kernel/sysctl'
import { flood } from '../flood'
import { enterOwnNetwork } from '../own-network'
import { until } from '../until'

describe('settings and counters of a network of one\'s own', () => {
  beforeEach(() => enterOwnNetwork())

  it('changes a setting, keeps what it was, and knows the command', () => {
    const before = readSysctl('net.ipv4.tcp_fin_timeout')
    expect(writeSysctl('net.ipv4.tcp_fin_timeout', '3')).toEqual({
      ok: true,
      value: { name: 'net.ipv4.tcp_fin_timeout', before: before.ok ? before.value : '', after: '3', command: 'sysctl -w net.ipv4.tcp_fin_timeout=3' }
    })
    expect(readSysctl('net.ipv4.tcp_fin_timeout')).toEqual({ ok: true, value: '3' })
  })

  it('sets several numbers and words', () => {
    expect(writeSysctl('net.ipv4.ip_local_port_range', '40000\t40009')).toMatchObject({ ok: true, value: { after: '40000 40009' } })
    expect(readSysctl('net.ipv4.ip_local_port_range')).toEqual({ ok: true, value: '40000 40009' })
    expect(writeSysctl('net.ipv4.tcp_congestion_control', 'reno')).toMatchObject({ ok: true })
  })

  it('passes on what the kernel says to a value out of range', () => {
    expect(writeSysctl('net.ipv4.tcp_tw_reuse_delay', '60001')).toEqual({
      ok: false,
      error: { code: 'bad-parameter', of: 'sysctl -w net.ipv4.tcp_tw_reuse_delay=60001', said: 'EINVAL' }
    })
  })

  it('counts what nstat counts: a TIME-WAIT refused because there are too many', async () => {
    expect(writeSysctl('net.ipv4.tcp_max_tw_buckets', '5')).toMatchObject({ ok: true })
    const counters = new Counters()
    flood({ connections: 6 })
    const moved = new Map<string, number>()
    // On a busy machine ksoftirqd delivers the last segments after close() has returned.
    await until(() => {
      for (const { name, delta } of counters.deltas()) moved.set(name, (moved.get(name) ?? 0) + delta)
      return moved.has('TcpExtTCPTimeWaitOverflow')
    })
    expect(moved.get('TcpExtTCPTimeWaitOverflow')).toBe(1)
    expect(moved.get('TcpActiveOpens')).toBe(6)
    await until(() => counters.deltas().length === 0)
  })

  it('knows the kernel it runs on', () => {
    expect(kernelFacts()).toEqual({ release: expect.stringMatching(/^\d+\.\d+/), hz: expect.any(Number) })
  })
})
