import type { IncomingMessage } from 'node:http'
import { basename } from 'node:path'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import type { LabNotifications } from '../../../shared/ipc/lab'
import { WINDOW_CLOSED, WINDOW_MESSAGE_LIMIT } from '../../../shared/ipc/window'
import { Desk, type DeskSurroundings } from '../desk/desk'
import { linkWindow } from '../desk/window-link'
import type { Refusals } from './refusals'

/** Each window may run an engine: enough for a teacher's comparisons, few enough for a laptop. */
export const MAX_WINDOWS = 8
/** ms between pings; a browser that answers two of them not is gone (one may fall into a suspended machine's sleep). */
const PING_MS = 20_000
const MISSED_PINGS = 2
/** ms a browser has to answer the end of its socket. */
const GOODBYE_MS = 1_000

export interface WindowsOptions {
  /** Windows at once. */
  readonly limit: number
  /** Absolute path of a capture that the first window opens. */
  readonly capture?: string
}

/** The windows of the browser shell: each WebSocket has a desk of its own, which ends with it. A second tab is a second, independent window. */
export class Windows {
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: WINDOW_MESSAGE_LIMIT, perMessageDeflate: false, clientTracking: false })
  private readonly desks = new Map<WebSocket, { readonly desk: Desk; missed: number }>()
  private readonly closing = new Set<Promise<void>>()
  private ending = false
  /** Path of the capture that the next window to be ready opens. */
  private capture: string | undefined
  private readonly pings = setInterval(() => this.ping(), PING_MS)

  constructor(private readonly around: DeskSurroundings, private readonly refusals: Pick<Refusals, 'tell'>, private readonly options: WindowsOptions) {
    this.capture = options.capture
  }

  /** For a request that may open a window; the caller has checked that. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.server.handleUpgrade(request, socket, head, (webSocket) => this.open(webSocket))
  }

  get count(): number {
    return this.desks.size
  }

  /** Ends all windows; fulfilled when no engine and no socket is left. */
  async close(): Promise<void> {
    this.ending = true
    clearInterval(this.pings)
    const sockets = [...this.desks.keys()]
    for (const webSocket of sockets) this.left(webSocket)
    await Promise.all([...this.closing, ...sockets.map((webSocket) => sayGoodbye(webSocket, WINDOW_CLOSED.ending))])
  }

  private open(webSocket: WebSocket): void {
    // Without a listener an oversized or broken message of the other side would end the shell; the socket's close, which follows, is what counts.
    webSocket.on('error', (error) => {
      if ('code' in error && String(error.code).startsWith('WS_ERR_')) this.refusals.tell('a message')
    })
    if (this.ending) return this.refuse(webSocket, WINDOW_CLOSED.ending)
    if (this.desks.size >= this.options.limit) return this.refuse(webSocket, WINDOW_CLOSED.tooMany)
    const link = linkWindow((message) => webSocket.send(message, () => undefined), (window) => new Desk({ ...this.around, onWindowState: () => this.show(window) }, window))
    this.desks.set(webSocket, { desk: link.lab, missed: 0 })
    webSocket.on('message', (data, isBinary) => {
      if (!isBinary && link.receive(asText(data))) return
      this.refusals.tell('a message')
      this.refuse(webSocket, WINDOW_CLOSED.badMessage)
    })
    webSocket.on('pong', () => this.answered(webSocket))
    webSocket.once('close', () => {
      link.close()
      this.left(webSocket)
    })
  }

  /** Whoever does not answer is not waited for: the shell could not end before. */
  private refuse(webSocket: WebSocket, code: number): void {
    void sayGoodbye(webSocket, code)
  }

  /** A window that tells its state listens. */
  private show(window: Pick<LabNotifications, 'opened'>): void {
    const path = this.capture
    this.capture = undefined
    if (path !== undefined) window.opened({ token: this.around.files.offer({ path, name: basename(path) }), name: basename(path) })
  }

  private left(webSocket: WebSocket): void {
    const entry = this.desks.get(webSocket)
    if (entry === undefined) return
    this.desks.delete(webSocket)
    const closing = entry.desk.close().finally(() => this.closing.delete(closing))
    this.closing.add(closing)
  }

  private answered(webSocket: WebSocket): void {
    const entry = this.desks.get(webSocket)
    if (entry !== undefined) entry.missed = 0
  }

  private ping(): void {
    for (const [webSocket, entry] of this.desks) {
      if (entry.missed++ >= MISSED_PINGS) webSocket.terminate()
      else webSocket.ping()
    }
  }
}

function sayGoodbye(webSocket: WebSocket, code: number): Promise<void> {
  return new Promise((resolve) => {
    if (webSocket.readyState === webSocket.CLOSED) return resolve()
    const patience = setTimeout(() => webSocket.terminate(), GOODBYE_MS)
    webSocket.once('close', () => {
      clearTimeout(patience)
      resolve()
    })
    webSocket.close(code)
  })
}

const asText = (data: RawData): string => (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)).toString()
