import { WINDOW_CLOSED, WINDOW_PATHS, type WindowBridge } from '../../../shared/ipc/window'

/**
 * `connecting`: not open yet. `open`. `lost`: dropped, a new try follows by itself. `refused`: the shell said no for good, with its reason; a person must act.
 */
export type ChannelState =
  | { readonly state: 'connecting' | 'open' | 'lost' }
  | { readonly state: 'refused'; readonly reason: 'too-many-windows' | 'shell-ended' | 'bad-message' }

/** A way to the shell. Messages are the JSON text of one RPC message each; those of bytes come from the shell alone. */
export interface Channel {
  /** @throws when the channel is not open: the call that needed it is rejected */
  post(message: string): void
  onMessage(listener: (message: string) => void): void
  /** Messages of bytes, in their turn among the others. */
  onBatch(listener: (message: Uint8Array) => void): void
  onState(listener: (state: ChannelState) => void): void
  close(): void
}

/** In Electron: the preload's bridge, open as long as the window lives. */
export function bridgeChannel(bridge: WindowBridge): Channel {
  const ended: (() => void)[] = []
  return {
    post: (message) => bridge.post(message),
    onMessage: (listener) => {
      ended.push(bridge.on(listener))
    },
    onBatch: (listener) => {
      ended.push(bridge.onBatch(listener))
    },
    onState: (listener) => listener({ state: 'open' }),
    close: () => ended.forEach((end) => end())
  }
}

/** What a WebSocket gives that we use: a fake one stands in for it in tests. */
export interface Socket {
  readonly readyState: number
  binaryType: string
  send(data: string): void
  close(): void
  addEventListener(type: 'open', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { readonly code: number }) => void): void
}

const OPEN = 1
/** ms before the first new try; doubled each time up to the last. A shell that was restarted answers within a second. */
const RETRY = { first: 500, last: 5_000 }

const REFUSALS = new Map<number, 'too-many-windows' | 'shell-ended' | 'bad-message'>([
  [WINDOW_CLOSED.tooMany, 'too-many-windows'], [WINDOW_CLOSED.ending, 'shell-ended'], [WINDOW_CLOSED.badMessage, 'bad-message']
])

/** In a browser: the WebSocket of the page's own origin; who may open it is decided by the cookie the server set. Connects again by itself when it drops. */
export class SocketChannel implements Channel {
  private socket: Socket | undefined
  private listener: (message: string) => void = () => {}
  private batchListener: (message: Uint8Array) => void = () => {}
  private watcher: (state: ChannelState) => void = () => {}
  private wait: number = RETRY.first
  private timer: ReturnType<typeof setTimeout> | undefined
  private ended = false

  constructor(private readonly connect: () => Socket) {}

  post(message: string): void {
    if (this.socket?.readyState !== OPEN) throw new Error('The connection to the laboratory is not open.')
    this.socket.send(message)
  }

  onMessage(listener: (message: string) => void): void {
    this.listener = listener
  }

  onBatch(listener: (message: Uint8Array) => void): void {
    this.batchListener = listener
  }

  /** Begins to connect. */
  onState(listener: (state: ChannelState) => void): void {
    this.watcher = listener
    this.open('connecting')
  }

  close(): void {
    this.ended = true
    clearTimeout(this.timer)
    this.socket?.close()
  }

  private open(state: 'connecting' | 'lost'): void {
    this.watcher({ state })
    const socket = this.connect()
    socket.binaryType = 'arraybuffer'
    this.socket = socket
    socket.addEventListener('open', () => {
      this.wait = RETRY.first
      this.watcher({ state: 'open' })
    })
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') this.listener(data)
      else if (data instanceof ArrayBuffer) this.batchListener(new Uint8Array(data))
    })
    socket.addEventListener('close', ({ code }) => this.onClose(code))
  }

  private onClose(code: number): void {
    if (this.ended) return
    const reason = REFUSALS.get(code)
    if (reason !== undefined) return this.watcher({ state: 'refused', reason })
    this.watcher({ state: 'lost' })
    this.timer = setTimeout(() => this.open('lost'), this.wait)
    this.wait = Math.min(this.wait * 2, RETRY.last)
  }
}

/** The channel of this page: the preload's where there is one, else a WebSocket. */
export function openChannel(page: { readonly twlab?: WindowBridge; readonly location: Location } = window): Channel {
  if (page.twlab !== undefined) return bridgeChannel(page.twlab)
  const { protocol, host } = page.location
  return new SocketChannel(() => new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}${WINDOW_PATHS.socket}`))
}
