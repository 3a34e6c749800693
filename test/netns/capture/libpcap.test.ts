import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import koffi from 'koffi'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCap } from '../../../src/main/engine/capture/cap'
import { openLibpcap } from '../../../src/main/engine/capture/libpcap'
import type { CaptureSource, PacketBatch } from '../../../src/main/engine/capture/source'
import { parseCounters } from '../../../src/main/engine/kernel/counters'
import { writeSysctl } from '../../../src/main/engine/kernel/sysctl'
import type { SessionClock } from '../../../src/main/engine/native/clock'
import { Reactor } from '../../../src/main/engine/native/reactor'
import type { Failure, Result } from '../../../src/shared/base/result'
import { CAPTURE_REMEDY } from '../../../src/shared/ipc/failure'
import { flood, floodGently } from '../flood'
import { enterOwnNetwork, testClock } from '../own-network'
import { until } from '../until'

const CONNECTIONS = 20_000
/** Without data: SYN; SYN,ACK; ACK; FIN; FIN,ACK; ACK. With: four more. A thread put aside for long may make it one more, so the kernel's count decides. */
const PACKETS_EACH = 10

/** Every segment this network has sent since it began (RFC 4022: resets in, retransmissions apart). */
function segmentsSent(): number {
  const counters = parseCounters(readFileSync('/proc/net/snmp', 'utf8'))
  return (counters.get('TcpOutSegs') ?? 0) + (counters.get('TcpRetransSegs') ?? 0)
}

/** Waits, while the event loop stands still, for what was sent to have arrived: on a busy machine ksoftirqd delivers the last segments after close() has returned. */
function arrived(capture: CaptureSource, sent: () => number = segmentsSent): void {
  const end = performance.now() + 30_000
  while (capture.stats().received < sent() && performance.now() < end) continue
}

const valueOf = (result: Result<CaptureSource>): CaptureSource => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

describe('capturing with libpcap', () => {
  let reactor: Reactor
  let clock: SessionClock
  let source: CaptureSource | undefined
  let failures: Failure[]

  beforeEach(() => {
    enterOwnNetwork()
    writeSysctl('net.ipv4.tcp_tw_reuse', '0')
    reactor = new Reactor()
    clock = testClock()
    failures = []
  })

  afterEach(() => {
    source?.close()
    reactor.close()
    expect(failures).toEqual([])
  })

  const start = (filter: string, onBatch: (batch: PacketBatch) => void, snapLength?: number): CaptureSource => {
    source = valueOf(openLibpcap({ filter, reactor, ...(snapLength === undefined ? {} : { snapLength }) }))
    source.start(onBatch, (failure) => failures.push(failure))
    return source
  }

  it('drains what was there when it was asked, and not what comes meanwhile: a listener slower than the flood is not kept for ever', () => {
    let batches = 0
    const capture = start('tcp', () => {
      // Each batch brings more than the next one can hold.
      if (++batches < 50) flood({ connections: 600 })
    })
    flood({ connections: 600 })
    capture.drain()
    expect(batches).toBeGreaterThan(0)
    expect(batches).toBeLessThan(5)
  })

  it('misses none of 200,000 packets, and stamps them in order by the session\'s clock', async () => {
    let [packets, disordered, early, late] = [0, 0, 0, 0]
    let last = clock.now()
    const begin = last
    const capture = start('tcp', ({ count, seconds, nanoseconds }) => {
      const now = clock.now()
      for (let i = 0; i < count; i++) {
        const at = clock.fromStamp(seconds[i] ?? 0, nanoseconds[i] ?? 0)
        if (at < last) disordered++
        if (at < begin) early++
        if (at > now) late++
        last = at
      }
      packets += count
    })
    await floodGently({ connections: CONNECTIONS, payload: 64 })
    arrived(capture)
    capture.drain()
    expect(packets).toBeGreaterThanOrEqual(CONNECTIONS * PACKETS_EACH)
    expect({ packets, disordered, early, late }).toEqual({ packets: segmentsSent(), disordered: 0, early: 0, late: 0 })
    expect(capture.stats()).toEqual({ received: packets, dropped: 0, droppedByInterface: 0 })
  })

  it('holds 100,000 packets while the event loop stands still', () => {
    let packets = 0
    const capture = start('tcp', ({ count }) => { packets += count })
    flood({ connections: 10_000, payload: 64 })
    arrived(capture)
    expect(packets).toBe(0)
    expect(capture.drain()).toBe(segmentsSent())
    expect(packets).toBeGreaterThanOrEqual(100_000)
    expect(capture.drain()).toBe(0)
    expect(capture.stats().dropped).toBe(0)
  })

  it('counts what it had to drop', () => {
    const capture = start('tcp', () => undefined, 65_535)
    flood({ connections: 1_000 })
    arrived(capture)
    const delivered = capture.drain()
    const { received, dropped } = capture.stats()
    expect(dropped).toBeGreaterThan(0)
    expect(received).toBe(segmentsSent())
    expect(delivered + dropped).toBe(received)
  })

  it('sees packets from the moment it was opened, delivers them within moments, and keeps only the beginning of each', async () => {
    const capture = valueOf(openLibpcap({ filter: '', reactor, snapLength: 80 }))
    source = capture
    flood({ connections: 1, payload: 1000 })
    const sizes: number[][] = []
    const linkTypes = new Set<number>()
    capture.start(({ count, lengths, capturedLengths, linkTypes: types, bytes, offsets }) => {
      for (let i = 0; i < count; i++) {
        sizes.push([capturedLengths[i] ?? 0, lengths[i] ?? 0])
        linkTypes.add(types[i] ?? -1)
        expect(bytes[(offsets[i] ?? 0) + 14]).toBe(0x45)
      }
    }, (failure) => failures.push(failure))
    await until(() => sizes.length === segmentsSent())
    expect(sizes[3]).toEqual([80, 14 + 20 + 32 + 1000])
    expect([...linkTypes]).toEqual([capture.linkType])
    expect(capture).toMatchObject({ name: 'libpcap', stamps: 'kernel', linkType: 1, snapLength: 80 })
  })

  it('captures only what the filter wants', () => {
    let packets = 0
    const capture = start('tcp and ip6', ({ count }) => { packets += count })
    flood({ connections: 3 })
    const before = segmentsSent()
    flood({ connections: 2, address: '::1' })
    arrived(capture, () => segmentsSent() - before)
    capture.drain()
    expect(packets).toBe(segmentsSent() - before)
  })

  it('delivers nothing after its end', async () => {
    const capture = start('tcp', () => {
      throw new Error('delivered after the end')
    })
    flood({ connections: 1 })
    arrived(capture)
    capture.close()
    capture.close()
    expect(capture.drain()).toBe(0)
    await sleep(20)
    expect(capture.stats().received).toBe(segmentsSent())
  })

  it('may be ended by the one it delivers to', () => {
    const capture = start('tcp', () => capture.close())
    flood({ connections: 1_000 })
    expect(capture.drain()).toBeGreaterThan(0)
    expect(capture.drain()).toBe(0)
  })

  it('goes on when the interface was down for a while', async () => {
    let packets = 0
    start('tcp', ({ count }) => { packets += count })
    execFileSync('ip', ['link', 'set', 'lo', 'down'])
    execFileSync('ip', ['link', 'set', 'lo', 'up'])
    flood({ connections: 1 })
    await until(() => packets === segmentsSent())
  })

  it('says so when the interface goes away for good', async () => {
    execFileSync('ip', ['link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1'])
    for (const end of ['v0', 'v1']) execFileSync('ip', ['link', 'set', end, 'up'])
    source = valueOf(openLibpcap({ filter: 'tcp', interface: 'v0', reactor }))
    source.start(() => undefined, (failure) => failures.push(failure))
    execFileSync('ip', ['link', 'delete', 'v0'])
    await until(() => failures.length > 0)
    expect(failures.splice(0)).toEqual([{ code: 'stopped', reason: { kind: 'capture-ended', device: 'v0' }, said: 'The interface disappeared' }])
    expect(source.drain()).toBe(0)
  })

  it('repeats libpcap\'s words about a filter it cannot read', () => {
    expect(openLibpcap({ filter: 'tcp and', reactor })).toEqual({
      ok: false, error: { code: 'bad-filter', of: 'tcp and', said: 'can\'t parse filter expression: syntax error' }
    })
  })

  it('names an interface that is not there', () => {
    expect(openLibpcap({ filter: '', interface: 'nosuch0', reactor })).toMatchObject({ ok: false, error: { code: 'bad-parameter', of: 'nosuch0', said: 'No such device exists' } })
  })

  it('gives the command that permits it where it is not permitted', () => {
    const result = without(CAP_NET_RAW, () => openLibpcap({ filter: '', reactor }))
    expect(result).toMatchObject({ ok: false, error: { code: 'no-capture-permission', remedy: CAPTURE_REMEDY } })
  })

  it('sees with the cap package what libpcap sees, or says how to build it', async () => {
    const opened = openCap({ filter: 'tcp' })
    if (!opened.ok) {
      expect(opened.error).toMatchObject({ code: 'no-cap-module', remedy: expect.stringContaining('npm explore cap -- npm run install') })
      return
    }
    source = opened.value
    let packets = 0
    source.start(({ count }) => { packets += count }, (failure) => failures.push(failure))
    flood({ connections: 10 })
    await until(() => packets === segmentsSent())
  })
})

const CAP_NET_RAW = 13

/** Runs something on this thread without one capability (capset(2); linux/capability.h: header { version, pid }, data { effective, permitted, inheritable }[2]). */
function without<T>(capability: number, work: () => T): T {
  const libc = koffi.load(null)
  const capget = libc.func('int capget(void *, void *)') as unknown as (header: Uint32Array, data: Uint32Array) => number
  const capset = libc.func('int capset(void *, const void *)') as unknown as (header: Uint32Array, data: Uint32Array) => number
  const header = new Uint32Array([0x20080522, 0])
  const data = new Uint32Array(6)
  expect(capget(header, data)).toBe(0)
  const reduced = data.slice()
  reduced[0] = (data[0] ?? 0) & ~(1 << capability)
  expect(capset(header, reduced)).toBe(0)
  try {
    return work()
  } finally {
    expect(capset(header, data)).toBe(0)
  }
}
