import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { fail } from '../../../shared/base/result'
import type { Language } from '../../../shared/ipc/engine'
import { WINDOW_PATHS, type UploadAnswer } from '../../../shared/ipc/window'
import { EXPORT_FORMATS, MEDIA_TYPES } from '../../../shared/report/formats'
import { findExport } from '../desk/export-session'
import { contentPolicy, type PageFile, PERMISSIONS_POLICY } from '../desk/page-files'
import type { RecordingsFolder } from '../desk/recordings-folder'
import type { Access, Origins } from './access'
import { onwardPage, refusalPage, type Refusal } from './refusal-page'
import type { Refusals } from './refusals'
import type { Uploads } from './uploads'

export interface RouteSurroundings {
  readonly port: number
  readonly language: Language
  readonly access: Access
  readonly origins: Origins
  readonly page: ReadonlyMap<string, PageFile>
  readonly recordings: RecordingsFolder
  /** The folder of exports. */
  readonly exports: string
  readonly uploads: Uploads
  readonly refusals: Pick<Refusals, 'tell'>
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly host: string
  readonly url: URL
}

/** The browser shell's HTTP side. Every answer carries the same protective headers; everything but the address with a token needs the cookie. */
export class Routes {
  private readonly headers: Readonly<Record<string, string>>

  constructor(private readonly around: RouteSurroundings) {
    this.headers = {
      'content-security-policy': contentPolicy(around.origins.sockets), 'permissions-policy': PERMISSIONS_POLICY, 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin', 'cache-control': 'no-store'
    }
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(this.headers)) response.setHeader(name, value)
    const { host } = request.headers
    if (!this.around.origins.hostIsOurs(host)) return this.refuse(response, 403, 'foreign-host')
    const url = URL.canParse(request.url ?? '', `http://${host}`) ? new URL(request.url ?? '', `http://${host}`) : undefined
    if (url === undefined || url.host !== host) return this.refuse(response, 403, 'foreign-host')
    const token = url.pathname === '/' ? url.searchParams.get('token') : null
    const admitted = this.around.access.admits(request.headers.cookie)
    if (token !== null && request.method === 'GET') return this.visit(token, admitted, response)
    if (!admitted) return this.stranger(request, response)
    return this.serve({ request, response, host, url })
  }

  private visit(token: string, admitted: boolean, response: ServerResponse): void {
    const cookie = this.around.access.redeem(token)
    if (cookie === undefined && !admitted) return this.refuse(response, 401, 'used-token')
    if (cookie !== undefined) response.setHeader('set-cookie', cookie)
    response.writeHead(303, { location: '/' }).end()
  }

  private stranger(request: IncomingMessage, response: ServerResponse): void {
    if (request.method === 'GET' && request.url === '/' && request.headers['sec-fetch-site'] === 'cross-site') return this.html(response, 200, onwardPage(this.around.language))
    this.refuse(response, 401, 'used-token')
    // A body nobody reads would keep the connection open.
    if (request.method !== 'GET') response.once('finish', () => request.destroy())
  }

  private async serve({ request, response, host, url }: Exchange): Promise<void> {
    if (url.pathname === WINDOW_PATHS.upload) return this.upload({ request, response, host, url })
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405, { allow: 'GET, HEAD' }).end()
    const file = this.around.page.get(url.pathname)
    if (file !== undefined) return this.send(response, file.path, { 'content-type': file.type, 'cache-control': 'private, no-cache' })
    if (url.pathname.startsWith(WINDOW_PATHS.recordings)) return this.download(response, url.pathname.slice(WINDOW_PATHS.recordings.length))
    if (url.pathname.startsWith(WINDOW_PATHS.exports)) return this.exported(response, decoded(url.pathname.slice(WINDOW_PATHS.exports.length)), url.searchParams.has('view'))
    return this.refuse(response, 404, 'not-found')
  }

  private async upload({ request, response, host, url }: Exchange): Promise<void> {
    if (request.method !== 'POST') return void response.writeHead(405, { allow: 'POST' }).end()
    if (!this.around.origins.originIsOurs(request.headers.origin, host)) return this.refuse(response, 403, 'foreign-host')
    const name = url.searchParams.get('name') ?? ''
    const answer: UploadAnswer = name === '' || name.length > 255
      ? fail('usage', { said: 'POST /upload?name=NAME, at most 255 characters' })
      : await this.around.uploads.receive(request, name)
    if (response.destroyed) return
    response.writeHead(answer.ok ? 200 : 413, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    request.resume()
  }

  private async download(response: ServerResponse, encoded: string): Promise<void> {
    const recording = await this.around.recordings.find(decoded(encoded))
    if (recording === undefined) return this.refuse(response, 404, 'not-found')
    await this.send(response, recording.path, {
      'content-type': 'application/vnd.tcpdump.pcap', 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(recording.name)}`
    })
  }

  private async exported(response: ServerResponse, name: string, view: boolean): Promise<void> {
    const path = await findExport(this.around.exports, name)
    const format = EXPORT_FORMATS.find((each) => name.endsWith(`.${each}`))
    if (path === undefined || format === undefined) return this.refuse(response, 404, 'not-found')
    const type = { 'content-type': MEDIA_TYPES[format] }
    // A report has a policy of its own, which allows its own script by its hash; it is nothing of this page's origin.
    if (view && format === 'html') return this.send(response, path, { ...type, 'content-security-policy': 'sandbox allow-scripts allow-modals' })
    await this.send(response, path, { ...type, 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}` })
  }

  private async send(response: ServerResponse, path: string, headers: Readonly<Record<string, string>>): Promise<void> {
    response.writeHead(200, headers)
    if (response.req.method === 'HEAD') return void response.end()
    // The browser going away in the middle ends the reading; so does a file that cannot be read, which the browser sees as a broken download.
    await pipeline(createReadStream(path), response).catch(() => response.destroy())
  }

  private refuse(response: ServerResponse, status: number, refusal: Refusal): void {
    if (refusal !== 'not-found') this.around.refusals.tell(TOLD[refusal])
    this.html(response, status, refusalPage(refusal, this.around.port, this.around.language))
  }

  private html(response: ServerResponse, status: number, text: string): void {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(text)
  }
}

const TOLD = { 'foreign-host': 'a request of another origin or host', 'used-token': 'a request without the cookie' } as const

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
