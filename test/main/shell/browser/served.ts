import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { ok, type Result } from '../../../../src/shared/base/result'
import { installationAt } from '../../../../src/main/engine-host'
import { serve, type BrowserShell, type ServeOptions } from '../../../../src/main/shell/browser'
import { RecordingsFolder } from '../../../../src/main/shell/desk/recordings-folder'
import { FakeEngine } from '../desk/fake-engine'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Asked {
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Buffer
}

/** A browser shell on a folder of its own, with fake engines, and a browser without a page. */
export class Served {
  engines: readonly FakeEngine[] = []
  cookie = ''
  private constructor(readonly folder: string, readonly shell: BrowserShell) {}

  static async start(options: Partial<ServeOptions> = {}): Promise<Served> {
    const served = await Served.tryStart(options)
    if (!served.ok) throw new Error(JSON.stringify(served.error))
    return served.value
  }

  static async tryStart(options: Partial<ServeOptions> = {}): Promise<Result<Served>> {
    const folder = await mkdtemp(join(tmpdir(), 'served-'))
    for (const name of ['out/renderer/assets', 'recordings']) await mkdir(join(folder, name), { recursive: true })
    await writeFile(join(folder, 'out/renderer/index.html'), '<title>the window</title>')
    await writeFile(join(folder, 'out/renderer/assets/index-1a.js'), 'export {}')
    await writeFile(join(folder, 'recordings/한글.pcapng'), 'kept blocks')
    await writeFile(join(folder, 'secret.txt'), 'secret')
    const engines: FakeEngine[] = []
    const started = await serve({
      installation: installationAt(folder), language: 'en', ...options,
      surroundings: {
        recordings: new RecordingsFolder(join(folder, 'recordings')),
        startEngine: (mode, link) => {
          const engine = new FakeEngine(mode, link, undefined)
          engines.push(engine)
          return Promise.resolve(ok(engine))
        }
      }
    })
    if (!started.ok) {
      await rm(folder, { recursive: true })
      return started
    }
    const served = new Served(folder, started.value)
    served.engines = engines
    return ok(served)
  }

  get origin(): string {
    return `http://127.0.0.1:${this.shell.port}`
  }

  /** What a browser sends by itself stands in the defaults; each test changes what it is about. */
  ask(path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request({
        host: '127.0.0.1', port: this.shell.port, path, method, agent: false,
        headers: { cookie: this.cookie, ...(method === 'POST' ? { origin: this.origin } : {}), ...headers }
      }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (piece: string) => (text += piece))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })).on('error', reject)
      })
      sent.on('error', reject).end(body)
    })
  }

  /** Opens a printed address, as a person does first. */
  async visit(): Promise<Answer> {
    const answer = await this.ask(this.shell.newAddress().slice(this.origin.length))
    this.cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    return answer
  }

  socket(headers: Readonly<Record<string, string>> = {}, path = '/ws'): WebSocket {
    return new WebSocket(`ws://127.0.0.1:${this.shell.port}${path}`, { headers: { cookie: this.cookie, origin: this.origin, ...headers } })
  }

  async end(): Promise<void> {
    await this.shell.close()
    await rm(this.folder, { recursive: true })
  }
}
