import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createBirpc } from 'birpc'
import { WebSocketServer } from 'ws'
import { ok, type Result } from '../../src/shared/base/result'
import type { Lab, LabDescription, LabNotifications } from '../../src/shared/ipc/lab'
import { batchMessage, WINDOW_PATHS } from '../../src/shared/ipc/window'
import { eventText } from '../../src/shared/model/event-text'
import type { SessionEvent, SessionHeader } from '../../src/shared/model/events'
import { pageFiles } from '../../src/main/shell/desk/page-files'
import { BatchTeller } from './batch-teller'
import { HEADER } from './crowd'

/** What the shell plays when the window asks for a session, as fast as the window takes it. */
export interface Play {
  readonly events: () => Iterable<SessionEvent>
  /** A file: told in columns, and over with the last of them, so that it can be replayed. */
  readonly file?: boolean
}

/** Lines of a batch, as an engine's frame has them at most. */
const LINES = 2_000
const FRAME_MS = 16
/** Batches on their way before the window's answer is waited for, as the real shell does. */
const WINDOW = 64

/** The built window over HTTP and its channel over a WebSocket, played to by a script instead of an engine. */
export class BenchShell {
  private constructor(private readonly server: Server, readonly address: string) {}

  static async start(root: string, play: Play): Promise<BenchShell> {
    const files = await pageFiles(join(root, 'out/renderer'))
    const server = createServer((request, response) => {
      const file = files.get(new URL(request.url ?? '/', 'http://localhost').pathname)
      if (file === undefined) return void response.writeHead(404).end()
      void readFile(file.path).then((bytes) => response.setHeader('content-type', file.type).end(bytes))
    })
    const sockets = new WebSocketServer({ server, path: WINDOW_PATHS.socket })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const shell = new BenchShell(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    sockets.on('connection', (socket) => {
      const listeners = new Set<(message: unknown) => void>()
      const functions: Partial<Pick<Lab, 'describe' | 'start' | 'acknowledge' | 'recordings' | 'doctor'>> = {}
      const remote = createBirpc<LabNotifications, typeof functions>(functions, {
        post: (text: string) => socket.send(text), on: (listener) => void listeners.add(listener), serialize: JSON.stringify, deserialize: JSON.parse, bind: 'functions'
      })
      const lab = new PlayedLab({
        events: (session, lines) => void remote.$callEvent('events', session, lines), batch: (session, batch) => socket.send(batchMessage(session, batch)), engine: (session, status) => void remote.$callEvent('engine', session, status)
      }, play)
      Object.assign(functions, {
        describe: () => lab.describe(), start: () => lab.start(), acknowledge: (batches: number) => lab.acknowledge(batches), recordings: () => Promise.resolve([]), doctor: () => Promise.resolve([])
      })
      socket.on('message', (data) => listeners.forEach((listener) => listener(String(data))))
      socket.on('close', () => lab.end())
    })
    return shell
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }
}

/** Nothing of it is run here; a window always has one. */
const COURSE = { title: { en: 'Bench', ko: 'Bench' }, chapters: [] }

/** What a window needs of its lab to show a session; it asks for more, and is told that there is none. */
class PlayedLab implements Pick<Lab, 'describe' | 'start' | 'acknowledge'> {
  private waiting = 0
  private ended = false

  constructor(private readonly window: Pick<LabNotifications, 'events' | 'batch' | 'engine'>, private readonly what: Play) {}

  describe(): Promise<LabDescription> {
    return Promise.resolve({ version: '0', versions: {}, shell: 'browser', kernel: '6.18.44', platform: 'linux', recordingsFolder: '', language: 'en', course: COURSE, experiments: [] })
  }

  start(): Promise<Result<SessionHeader>> {
    this.window.engine(1, { state: 'running' })
    const events = this.what.events()[Symbol.iterator]()
    if (this.what.file === true) this.tellFile(events, new BatchTeller(HEADER))
    else this.tellLive(events)
    return Promise.resolve(ok(HEADER))
  }

  private tellLive(events: Iterator<SessionEvent>): void {
    this.window.events(1, `${eventText(HEADER)}\n`)
    let next = events.next()
    const turn = (): void => {
      if (this.ended) return
      const lines: string[] = []
      for (; next.done !== true && lines.length < LINES && this.waiting < WINDOW; next = events.next()) lines.push(eventText(next.value))
      if (lines.length > 0) {
        this.waiting++
        this.window.events(1, `${lines.join('\n')}\n`)
      }
      if (next.done !== true) setTimeout(turn, lines.length === LINES ? 0 : FRAME_MS)
    }
    turn()
  }

  private tellFile(events: Iterator<SessionEvent>, teller: BatchTeller): void {
    let next = events.next()
    const turn = (): void => {
      if (this.ended) return
      if (this.waiting >= WINDOW) return void setTimeout(turn, FRAME_MS)
      for (; next.done !== true && !teller.full; next = events.next()) teller.tell(next.value)
      this.waiting++
      this.window.batch(1, teller.take())
      if (next.done !== true) setTimeout(turn, 0)
      else this.window.engine(1, { state: 'finished' })
    }
    turn()
  }

  acknowledge(batches: number): Promise<void> {
    this.waiting -= batches
    return Promise.resolve()
  }

  end(): void {
    this.ended = true
  }
}
