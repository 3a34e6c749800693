import { createServer, type IncomingMessage, type Server } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { fail, ok, type Result } from '../../../shared/base/result'
import type { Language } from '../../../shared/ipc/engine'
import { WINDOW_PATHS } from '../../../shared/ipc/window'
import type { Installation } from '../../engine-host'
import type { DeskSurroundings } from '../desk/desk'
import { deskSurroundings, exportsFolder } from '../desk/surroundings'
import { pageFiles } from '../desk/page-files'
import { Access, Origins } from './access'
import { Refusals } from './refusals'
import { Routes } from './routes'
import { UPLOAD_LIMITS, Uploads, type UploadLimits } from './uploads'
import { MAX_WINDOWS, Windows } from './windows'

export interface ServeOptions {
  readonly installation: Installation
  readonly language: Language
  /** 1..65535, or 0 for any free one. @default 0 */
  readonly port?: number
  /** Absolute path of a capture that the first window opens. */
  readonly capture?: string
  readonly limits?: { readonly windows?: number; readonly upload?: UploadLimits }
  /** What the windows' desks stand on, instead of this machine: for tests. */
  readonly surroundings?: Partial<DeskSurroundings>
}

/** A running browser shell. */
export interface BrowserShell {
  readonly port: number
  /** An address to open, good for one visit. */
  newAddress(): string
  /** Ends the server, all windows and their engines; fulfilled when nothing is left. Safe to call again. */
  close(): Promise<void>
}

const LOOPBACK = '127.0.0.1'
/** ms for a request's headers: a connection that sends none is closed. */
const HEADERS_MS = 10_000
const MAX_CONNECTIONS = 128

/** Serves the window to browsers on this machine, and to nobody else (docs/decisions/browser-shell.md). */
export async function serve(options: ServeOptions): Promise<Result<BrowserShell>> {
  // Whole uploads have no time limit, only each pause in them has.
  const server = createServer({ headersTimeout: HEADERS_MS, requestTimeout: 0 })
  server.maxConnections = MAX_CONNECTIONS
  const listening = await listen(server, options.port ?? 0)
  if (!listening.ok) return listening
  try {
    return ok(await attach(server, listening.value, options))
  } catch (error) {
    server.close()
    throw error
  }
}

async function attach(server: Server, port: number, options: ServeOptions): Promise<BrowserShell> {
  const { installation, language, limits = {} } = options
  const [access, origins] = [new Access(port), new Origins(port)]
  const page = await pageFiles(join(installation.root, 'out/renderer'))
  const uploads = new Uploads(limits.upload ?? UPLOAD_LIMITS)
  const around: DeskSurroundings = {
    ...await deskSurroundings({ shell: 'browser', installation, language, ignorePorts: [port] }), files: uploads.files, ...options.surroundings
  }
  const refusals = new Refusals()
  const windows = new Windows(around, refusals, { limit: limits.windows ?? MAX_WINDOWS, ...(options.capture === undefined ? {} : { capture: options.capture }) })
  const routes = new Routes({ port, language, access, origins, page, recordings: around.recordings, exports: exportsFolder(around.recordings), uploads, refusals })
  server.on('request', (request, response) => {
    routes.answer(request, response).catch((error: unknown) => {
      console.error(error)
      response.destroy()
    })
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refused = refusedUpgrade(request, access, origins)
    if (refused === undefined) return windows.accept(request, socket, head)
    refusals.tell(refused.startsWith('401') ? 'a socket without the cookie' : 'a socket of another origin or host')
    socket.end(`HTTP/1.1 ${refused}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  })
  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve))
    await windows.close()
    server.closeAllConnections()
    await Promise.all([closed, uploads.close()])
  }
  return {
    port,
    newAddress: () => `http://${LOOPBACK}:${port}/?token=${access.newToken()}`,
    close: () => (closing ??= close())
  }
}

function refusedUpgrade(request: IncomingMessage, access: Access, origins: Origins): string | undefined {
  const { host, origin, cookie } = request.headers
  if (!origins.hostIsOurs(host) || !origins.originIsOurs(origin, host)) return '403 Forbidden'
  if (request.url !== WINDOW_PATHS.socket) return '404 Not Found'
  return access.admits(cookie) ? undefined : '401 Unauthorized'
}

function listen(server: Server, port: number): Promise<Result<number>> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(fail('port-in-use', { reason: { kind: 'port-in-use', port, host: LOOPBACK }, remedy: 'twlab serve --port 0' }))
      else if (error.code === 'EACCES') resolve(fail('port-forbidden', { reason: { kind: 'port-of', port, host: LOOPBACK }, remedy: 'twlab serve --port 0' }))
      else reject(error)
    })
    server.listen({ host: LOOPBACK, port, exclusive: true }, () => {
      const address = server.address()
      resolve(ok(typeof address === 'object' && address !== null ? address.port : port))
    })
  })
}
