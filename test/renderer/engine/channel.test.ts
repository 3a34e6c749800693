import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bridgeChannel, type ChannelState, type Socket, SocketChannel } from '../../../src/renderer/src/engine/channel'
import { WINDOW_CLOSED } from '../../../src/shared/ipc/window'

class FakeSocket implements Socket {
  readyState = 0
  binaryType = 'blob'
  readonly sent: string[] = []
  private readonly listeners = new Map<string, ((event: never) => void)[]>()
  send(data: string): void {
    this.sent.push(data)
  }
  close(): void {
    this.drop(1000)
  }
  addEventListener(type: string, listener: (event: never) => void): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener])
  }
  open(): void {
    this.readyState = 1
    this.tell('open', {})
  }
  drop(code: number): void {
    this.readyState = 3
    this.tell('close', { code })
  }
  tell(type: string, event: object): void {
    for (const listener of this.listeners.get(type) ?? []) listener(event as never)
  }
}

let sockets: FakeSocket[]
let states: ChannelState[]
let channel: SocketChannel
beforeEach(() => {
  vi.useFakeTimers()
  sockets = []
  states = []
  channel = new SocketChannel(() => {
    const socket = new FakeSocket()
    sockets.push(socket)
    return socket
  })
  channel.onState((state) => states.push(state))
})
afterEach(() => {
  channel.close()
  vi.useRealTimers()
})

describe('the channel of a browser window', () => {
  it('tells that it connects, that it is open, and passes messages both ways', () => {
    const heard: string[] = []
    channel.onMessage((message) => heard.push(message))
    sockets[0]?.open()
    sockets[0]?.tell('message', { data: '{"t":"s"}' })
    channel.post('{"t":"q"}')
    expect(states).toEqual([{ state: 'connecting' }, { state: 'open' }])
    expect(heard).toEqual(['{"t":"s"}'])
    expect(sockets[0]?.sent).toEqual(['{"t":"q"}'])
  })
  it('passes bytes on apart from the messages of text', () => {
    const heard: unknown[] = []
    channel.onMessage((message) => heard.push(message))
    channel.onBatch((bytes) => heard.push(bytes))
    sockets[0]?.open()
    sockets[0]?.tell('message', { data: Uint8Array.of(1, 2).buffer })
    sockets[0]?.tell('message', { data: {} })
    expect(sockets[0]?.binaryType).toBe('arraybuffer')
    expect(heard).toEqual([Uint8Array.of(1, 2)])
  })
  it('refuses to post while it is not open: the call that needed it is rejected, not lost', () => {
    expect(() => channel.post('x')).toThrow('not open')
  })
  it('says that it is lost and tries again, later each time, until it is open', () => {
    sockets[0]?.open()
    sockets[0]?.drop(1006)
    expect(states.at(-1)).toEqual({ state: 'lost' })
    vi.advanceTimersByTime(499)
    expect(sockets).toHaveLength(1)
    vi.advanceTimersByTime(1)
    sockets[1]?.drop(1006)
    vi.advanceTimersByTime(999)
    expect(sockets).toHaveLength(2)
    vi.advanceTimersByTime(1)
    sockets[2]?.open()
    expect(states.at(-1)).toEqual({ state: 'open' })
  })
  it.each([[WINDOW_CLOSED.tooMany, 'too-many-windows'], [WINDOW_CLOSED.ending, 'shell-ended'], [WINDOW_CLOSED.badMessage, 'bad-message']] as const)(
    'takes close code %i as a refusal and does not try again', (code, reason) => {
      sockets[0]?.drop(code)
      vi.advanceTimersByTime(60_000)
      expect(states.at(-1)).toEqual({ state: 'refused', reason })
      expect(sockets).toHaveLength(1)
    }
  )
  it('stays closed once it was closed here', () => {
    sockets[0]?.open()
    channel.close()
    vi.advanceTimersByTime(60_000)
    expect(sockets).toHaveLength(1)
  })
})

describe('the channel of a desktop window', () => {
  it('is open at once, and no longer listens when it is closed', () => {
    const off = vi.fn()
    const post = vi.fn()
    const bridge = bridgeChannel({ post, on: () => off, onBatch: () => off })
    const seen: ChannelState[] = []
    bridge.onState((state) => seen.push(state))
    bridge.onMessage(() => {})
    bridge.onBatch(() => {})
    bridge.post('hello')
    bridge.close()
    expect(seen).toEqual([{ state: 'open' }])
    expect(post).toHaveBeenCalledWith('hello')
    expect(off).toHaveBeenCalledTimes(2)
  })
})
