import { Buffer } from 'node:buffer'
import { createBirpc } from 'birpc'
import { describe, expect, it, vi } from 'vitest'
import { encodeFrame } from '../../../src/shared/ipc/frames'
import { FrameChannel, type FrameChannelHandlers } from '../../../src/shared/ipc/rpc-channel'

const codec = { encode: (text: string) => Buffer.from(text), decode: (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString() }
const silent = (): FrameChannelHandlers => ({ events: vi.fn(), batch: vi.fn(), damaged: vi.fn() })

/** Two channels whose bytes arrive cut into pieces of `size`. */
function pair(size: number, left: FrameChannelHandlers, right: FrameChannelHandlers): readonly [FrameChannel, FrameChannel] {
  const cut = (bytes: Uint8Array, to: () => FrameChannel): void => {
    for (let at = 0; at < bytes.length; at += size) to().receive(bytes.subarray(at, at + size))
  }
  const a: FrameChannel = new FrameChannel((bytes) => cut(bytes, () => b), codec, left)
  const b: FrameChannel = new FrameChannel((bytes) => cut(bytes, () => a), codec, right)
  return [a, b]
}

describe('FrameChannel', () => {
  it.each([1, 3, 64, 100_000])('carries a call and its answer through pieces of %d bytes', async (size) => {
    const [a, b] = pair(size, silent(), silent())
    createBirpc({ greet: async (name: string) => `안녕, ${name}` }, b.birpc)
    const remote = createBirpc<{ greet(name: string): Promise<string> }>({}, a.birpc)
    expect(await remote.greet('TIME-WAIT')).toBe('안녕, TIME-WAIT')
  })

  it('hands event batches on as the bytes they are', () => {
    const right = silent()
    const [a] = pair(5, silent(), right)
    a.send('events', Buffer.from('{"type":"step"}\n'))
    a.send('batch', Uint8Array.of(1, 2, 3))
    expect(right.events).toHaveBeenCalledExactlyOnceWith(new Uint8Array(Buffer.from('{"type":"step"}\n')))
    expect(right.batch).toHaveBeenCalledExactlyOnceWith(Uint8Array.of(1, 2, 3))
  })

  it('a thrown error arrives as an error with its message', async () => {
    const [a, b] = pair(64, silent(), silent())
    createBirpc({ fail: async () => { throw new TypeError('bug: no session') } }, b.birpc)
    const remote = createBirpc<{ fail(): Promise<void> }>({}, a.birpc)
    await expect(remote.fail()).rejects.toMatchObject({ name: 'TypeError', message: 'bug: no session' })
  })

  it('says once that the peer is broken, and reads nothing after it', () => {
    const handlers = silent()
    const channel = new FrameChannel(() => undefined, codec, handlers)
    channel.receive(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x52))
    channel.receive(Uint8Array.of(0, 0, 0, 2, 0x45, 0x0a))
    expect(handlers.damaged).toHaveBeenCalledTimes(1)
    expect(handlers.events).not.toHaveBeenCalled()
  })

  it.each(['{"t":"q"', 'null', '7'])('takes an RPC message that is no JSON object for a broken peer: %s', (text) => {
    const handlers = silent()
    const channel = new FrameChannel(() => undefined, codec, handlers)
    createBirpc({}, channel.birpc)
    channel.receive(encodeFrame('rpc', Buffer.from(text)))
    expect(handlers.damaged).toHaveBeenCalledTimes(1)
  })
})
