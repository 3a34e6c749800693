import { EventEmitter } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openCap } from '../../../../src/main/engine/capture/cap'
import type { CaptureSource, PacketBatch } from '../../../../src/main/engine/capture/source'

/** What the cap package does, by hand. */
class FakeCap extends EventEmitter {
  closed = 0
  private packet: Buffer = Buffer.alloc(0)

  open(device: string, filter: string, _bytes: number, packet: Buffer): string {
    if (device === 'nosuch0') throw new Error('No such device exists')
    if (device === 'secret') throw new Error('socket: Operation not permitted')
    if (filter === 'tcp and') throw new Error('can\'t parse filter expression: syntax error')
    this.packet = packet
    return device === 'wifi0' ? 'IEEE802_11_RADIO' : 'ETHERNET'
  }

  arrive(length: number, fill: number): void {
    this.packet.fill(fill, 0, length)
    this.emit('packet', length, false)
  }

  close(): boolean {
    this.closed++
    return true
  }
}

function opened(request: { filter?: string; interface?: string; snapLength?: number } = {}): { readonly cap: FakeCap; readonly source: CaptureSource } {
  const handles: FakeCap[] = []
  const module = {
    Cap: class extends FakeCap {
      constructor() {
        super()
        handles.push(this)
      }
    }
  }
  const result = openCap({ filter: '', ...request }, () => module)
  const [cap] = handles
  if (!result.ok || cap === undefined) throw new Error('not opened')
  return { cap, source: result.value }
}

const unexpected = (): never => {
  throw new Error('unexpected failure')
}

describe('a capture with the cap package', () => {
  it('delivers what arrived in one turn as one batch, stamped on arrival', async () => {
    const { cap, source } = opened({ snapLength: 64 })
    const seen: { count: number; lengths: number[]; captured: number[]; first: number[]; seconds: number }[] = []
    source.start((batch: PacketBatch) => {
      const { count, offsets, lengths, capturedLengths, bytes, seconds } = batch
      seen.push({
        count, lengths: [...lengths.subarray(0, count)], captured: [...capturedLengths.subarray(0, count)],
        first: [...offsets.subarray(0, count)].map((offset) => bytes[offset] ?? -1), seconds: seconds[0] ?? 0
      })
    }, unexpected)
    cap.arrive(54, 1)
    cap.arrive(1500, 2)
    expect(seen).toEqual([])
    await setImmediate()
    expect(seen).toEqual([{ count: 2, lengths: [54, 1500], captured: [54, 64], first: [1, 2], seconds: expect.closeTo(Date.now() / 1000, -1) }])
    expect(source).toMatchObject({ name: 'cap', stamps: 'arrival', linkType: 1, snapLength: 64 })
    expect(source.stats()).toEqual({ received: 2, dropped: 0, droppedByInterface: 0 })
    source.close()
  })

  it('keeps what arrives before delivery begins', async () => {
    const { cap, source } = opened()
    cap.arrive(54, 1)
    await setImmediate()
    let packets = 0
    source.start((batch) => { packets += batch.count }, unexpected)
    await setImmediate()
    expect(packets).toBe(1)
  })

  it('delivers a full batch at once, and the rest when asked', () => {
    const { cap, source } = opened()
    const counts: number[] = []
    source.start((batch) => {
      counts.push(batch.count)
      expect(source.drain()).toBe(0)
    }, unexpected)
    for (let i = 0; i < 2050; i++) cap.arrive(54, 1)
    expect(counts).toEqual([2048])
    expect(source.drain()).toBe(2)
    expect(counts).toEqual([2048, 2])
    expect(source.drain()).toBe(0)
  })

  it('delivers nothing after its end', async () => {
    const { cap, source } = opened()
    source.start(unexpected, unexpected)
    cap.arrive(54, 1)
    source.close()
    source.close()
    cap.arrive(54, 1)
    await setImmediate()
    expect(cap.closed).toBe(1)
  })

  it('says how to build the module where it is not built', () => {
    const result = openCap({ filter: '' }, () => {
      throw new Error('Cannot find module \'../build/Release/cap.node\'\nRequire stack: …')
    })
    expect(result).toMatchObject({ ok: false, error: { code: 'no-cap-module', remedy: expect.stringContaining('npm explore cap -- npm run install') } })
    expect(openCap({ filter: '' }, () => ({}))).toMatchObject({ ok: false, error: { code: 'no-cap-module' } })
  })

  it.each([
    [{ filter: 'tcp and' }, 'bad-filter', { of: 'tcp and', said: 'can\'t parse filter expression: syntax error' }],
    [{ filter: '', interface: 'secret' }, 'no-capture-permission', { of: 'secret', said: 'socket: Operation not permitted' }],
    [{ filter: '', interface: 'nosuch0' }, 'bad-parameter', { of: 'nosuch0', said: 'No such device exists' }],
    [{ filter: '', interface: 'wifi0' }, 'bad-parameter', { of: 'wifi0', reason: { kind: 'link-type', type: 'IEEE802_11_RADIO' } }]
  ])('tells from libpcap\'s words why %j cannot be captured', (request, code, told) => {
    expect(openCap(request, () => ({ Cap: FakeCap }))).toMatchObject({ ok: false, error: { code, ...told } })
  })
})
