import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createBirpc } from 'birpc'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { WebSocket } from 'ws'
import type { Lab, LabNotifications } from '../../../../src/shared/ipc/lab'
import type { OfferedCapture } from '../../../../src/shared/ipc/lab-desktop'
import { parseMessage, serializeMessage } from '../../../../src/shared/ipc/rpc-channel'
import { WINDOW_CLOSED, WINDOW_MESSAGE_LIMIT, type UploadAnswer } from '../../../../src/shared/ipc/window'
import { Served } from './served'

let served: Served
beforeEach(async () => {
  served = await Served.start({ limits: { windows: 2, upload: { bytes: 100, reserve: 0, files: 2, idleMs: 2_000 } } })
})
afterEach(() => served.end())

describe('the printed address', () => {
  it('lets a browser in: a cookie that scripts and other sites cannot use, and the window without the token in its address', async () => {
    const visit = await served.visit()
    expect(visit).toMatchObject({ status: 303, headers: { location: '/' } })
    expect(visit.headers['set-cookie']?.[0]).toMatch(new RegExp(`^twlab-${served.shell.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`))
    expect(await served.ask('/')).toMatchObject({ status: 200, body: '<title>the window</title>' })
  })
  it('works once: the second browser gets a page that says what to do, and nothing else', async () => {
    const address = served.shell.newAddress().slice(served.origin.length)
    await served.ask(address)
    const second = await served.ask(address)
    expect(second.status).toBe(401)
    expect(second.body).toContain('press Enter')
    expect(second.body).toContain(`twlab serve --port ${served.shell.port}`)
    expect(second.headers['set-cookie']).toBeUndefined()
  })
  it('opened again by the browser it let in just shows the window', async () => {
    const address = served.shell.newAddress().slice(served.origin.length)
    served.cookie = (await served.ask(address)).headers['set-cookie']?.[0]?.split(';')[0] ?? ''
    expect(await served.ask(address)).toMatchObject({ status: 303, headers: { location: '/' } })
  })
  it.each(['/?token=', '/?token=wrong', '/?token=__proto__', '/'])('%s does not open it', async (path) => {
    const refused = await served.ask(path)
    expect(refused.status).toBe(401)
    expect(refused.body).not.toContain('the window')
  })
  it('is not used up by a HEAD or a POST', async () => {
    const address = served.shell.newAddress().slice(served.origin.length)
    await served.ask(address, { method: 'HEAD' })
    await served.ask(address, { method: 'POST' })
    expect((await served.ask(address)).status).toBe(303)
  })
  it('the fifth printed one ends the first', async () => {
    const [first = '', ...rest] = [1, 2, 3, 4, 5].map(() => served.shell.newAddress().slice(served.origin.length))
    expect((await served.ask(first)).status).toBe(401)
    expect((await served.ask(rest[0] ?? '')).status).toBe(303)
  })
  it('followed from another site: the strict cookie stays away from the first request, and comes with the page\'s own', async () => {
    await served.visit()
    const first = await served.ask('/', { headers: { cookie: '', 'sec-fetch-site': 'cross-site' } })
    expect(first).toMatchObject({ status: 200, body: expect.stringContaining('http-equiv="refresh"') })
    expect(first.body).not.toContain('the window')
    expect((await served.ask('/', { headers: { 'sec-fetch-site': 'same-origin' } })).body).toContain('the window')
  })
  it('speaks the language of the shell', async () => {
    const korean = await Served.start({ language: 'ko' })
    const refused = await korean.ask('/?token=wrong')
    await korean.end()
    expect(refused.body).toContain('<html lang="ko">')
    expect(refused.body).toContain('Enter를 누르세요')
  })
})

describe('every request', () => {
  it('is refused under any name but ours, even with the cookie (DNS rebinding)', async () => {
    await served.visit()
    for (const host of foreign(served.shell.port)) {
      const refused = await served.ask('/', { headers: { host } })
      expect([host, refused.status]).toEqual([host, 403])
      expect(refused.body).not.toContain('the window')
    }
    expect((await served.ask('/', { headers: { host: `localhost:${served.shell.port}` } })).status).toBe(200)
  })
  it('is refused when its target names another host', async () => {
    await served.visit()
    expect((await served.ask('http://evil.example/', {})).status).toBe(403)
    expect((await served.ask('//evil.example/', {})).status).toBe(403)
  })
  it('is answered with the protective headers, whatever the answer', async () => {
    await served.visit()
    const answers = [await served.ask('/'), await served.ask('/none'), await served.ask('/', { headers: { cookie: '' } }), await served.ask('/', { headers: { host: 'evil' } })]
    for (const { headers } of answers) {
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers['content-security-policy']).toContain(`connect-src 'self' ws://127.0.0.1:${served.shell.port}`)
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'permissions-policy': expect.stringContaining('camera=()') })
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })
  it('without the cookie gets no file, no recording, no upload', async () => {
    for (const path of ['/', '/index.html', '/assets/index-1a.js', '/recordings/%ED%95%9C%EA%B8%80.pcapng', '/ws', '/none']) expect([path, (await served.ask(path)).status]).toEqual([path, 401])
    expect((await served.ask('/upload?name=a', { method: 'POST', body: 'x' })).status).toBe(401)
  })
  it('with another shell\'s cookie, or a made-up one, is a stranger', async () => {
    await served.visit()
    const value = served.cookie.split('=')[1] ?? ''
    for (const cookie of [`twlab=${value}`, `twlab-1=${value}`, `twlab-${served.shell.port}=`, `twlab-${served.shell.port}=x`]) {
      expect([cookie, (await served.ask('/', { headers: { cookie } })).status]).toEqual([cookie, 401])
    }
    expect((await served.ask('/', { headers: { cookie: `other=1; ${served.cookie}` } })).status).toBe(200)
  })
})

describe('files', () => {
  beforeEach(() => served.visit())
  it('the window\'s own are served with their types', async () => {
    expect((await served.ask('/assets/index-1a.js')).headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(await served.ask('/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  })
  it.each(['/../secret.txt', '/..%2f..%2fsecret.txt', '/assets/../../../secret.txt', '/%2e%2e/%2e%2e/secret.txt', '/..\\..\\secret.txt', '/assets', '/assets/', '//', '/secret.txt', '/%00', '/%'])(
    '%s is not there', async (path) => {
      const answer = await served.ask(path)
      expect([403, 404]).toContain(answer.status)
      expect(answer.body).not.toContain('secret')
    })
  it('a kept recording is downloaded under its name', async () => {
    const answer = await served.ask(`/recordings/${encodeURIComponent('한글.pcapng')}`)
    expect(answer).toMatchObject({ status: 200, body: 'kept blocks', headers: { 'content-disposition': "attachment; filename*=UTF-8''%ED%95%9C%EA%B8%80.pcapng" } })
  })
  it.each(['', '..%2fsecret.txt', '%2e%2e%2fsecret.txt', '.session-0.pcapng', 'none.pcapng', '%ff', 'x%00.pcapng'])('the recording "%s" is not there', async (name) => {
    expect((await served.ask(`/recordings/${name}`)).status).toBe(404)
  })
  it('an export is downloaded under its name; a report can be looked at, in an origin of its own, and nothing else can', async () => {
    await mkdir(join(served.folder, 'recordings/exports'))
    for (const name of ['a.html', 'a.pcapng', '.hidden.html', 'a.exe']) await writeFile(join(served.folder, 'recordings/exports', name), 'exported')
    expect(await served.ask('/exports/a.html')).toMatchObject({ status: 200, body: 'exported', headers: { 'content-disposition': "attachment; filename*=UTF-8''a.html" } })
    const viewed = await served.ask('/exports/a.html?view')
    expect(viewed).toMatchObject({ status: 200, headers: { 'content-security-policy': 'sandbox allow-scripts allow-modals', 'content-type': 'text/html; charset=utf-8' } })
    expect(viewed.headers['content-disposition']).toBeUndefined()
    expect((await served.ask('/exports/a.pcapng?view')).headers['content-disposition']).toContain('attachment')
    for (const name of ['', 'none.html', '.hidden.html', 'a.exe', '..%2f%ED%95%9C%EA%B8%80.pcapng', 'a.html%00']) expect([name, (await served.ask(`/exports/${name}`)).status]).toEqual([name, 404])
  })
  it('other methods are told which ones there are', async () => {
    expect(await served.ask('/', { method: 'DELETE' })).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
    expect(await served.ask('/upload')).toMatchObject({ status: 405, headers: { allow: 'POST' } })
  })
})

describe('uploads', () => {
  beforeEach(() => served.visit())

  it('give a token that a session is started with, from a file only its owner can read', async () => {
    const { answer } = await upload('a capture', 'my.pcap')
    expect(answer).toMatchObject({ ok: true, value: { name: 'my.pcap' } })
    const { lab } = await open(served)
    expect((await lab.start({ kind: 'file', token: tokenOf(answer), language: 'en' })).ok).toBe(true)
    const path = served.engines[0]?.request?.file ?? ''
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700)
  })
  it('over the limit are answered, not kept, whether their length is announced or not', async () => {
    expect(await upload('x'.repeat(101))).toMatchObject({ status: 413, answer: { ok: false, error: { code: 'unreadable-file' } } })
    expect(await upload('x'.repeat(101), 'a', { 'transfer-encoding': 'chunked' })).toMatchObject({ status: 413 })
    expect((await upload('x'.repeat(100))).answer.ok).toBe(true)
  })
  it('that no disk has room for say so', async () => {
    const full = await Served.start({ limits: { upload: { bytes: 100, reserve: Number.MAX_SAFE_INTEGER, files: 1, idleMs: 2_000 } } })
    await full.visit()
    const { status, body } = await full.ask('/upload?name=a', { method: 'POST', body: 'x' })
    await full.end()
    expect([status, JSON.parse(body)]).toMatchObject([413, { ok: false, error: { code: 'cannot-write' } }])
  })
  it('have a place again once there is one', async () => {
    vi.stubEnv('TMPDIR', '/no/such/folder')
    expect(await upload('x')).toMatchObject({ status: 413, answer: { ok: false, error: { code: 'cannot-write' } } })
    vi.unstubAllEnvs()
    expect((await upload('x')).answer.ok).toBe(true)
  })
  it('need a name of at most 255 characters', async () => {
    for (const name of ['', 'x'.repeat(256)]) expect(await upload('x', name)).toMatchObject({ answer: { ok: false, error: { code: 'usage' } } })
  })
  it('from a page of another origin, or from none, are refused', async () => {
    for (const origin of ['http://evil.example', 'null', `http://localhost:${served.shell.port}`, `https://127.0.0.1:${served.shell.port}`, '']) {
      expect([origin, (await served.ask('/upload?name=a', { method: 'POST', body: 'x', headers: { origin } })).status]).toEqual([origin, 403])
    }
  })
  it('that stop in the middle leave nothing', async () => {
    const { answer } = await upload('whole')
    const { lab } = await open(served)
    await lab.start({ kind: 'file', token: tokenOf(answer), language: 'en' })
    const folder = dirname(served.engines[0]?.request?.file ?? '')
    const socket = connect(served.shell.port, '127.0.0.1')
    socket.write(`POST /upload?name=a HTTP/1.1\r\nHost: 127.0.0.1:${served.shell.port}\r\nOrigin: ${served.origin}\r\nCookie: ${served.cookie}\r\nContent-Length: 50\r\n\r\nhalf`)
    await once(socket.resume(), 'close')
    await vi.waitFor(async () => expect(await readdir(folder)).toHaveLength(1))
  })
  it('more than the shell keeps end the oldest, and all end with the shell', async () => {
    const tokens: string[] = []
    for (const name of ['a', 'b', 'c']) tokens.push(tokenOf((await upload(name, name)).answer))
    const { lab } = await open(served)
    expect(await lab.start({ kind: 'file', token: tokens[0] ?? '', language: 'en' })).toMatchObject({ ok: false, error: { code: 'unreadable-file' } })
    await lab.start({ kind: 'file', token: tokens[2] ?? '', language: 'en' })
    const folder = dirname(served.engines[0]?.request?.file ?? '')
    await served.shell.close()
    await expect(stat(folder)).rejects.toThrow('ENOENT')
  })
})

describe('a capture named at the start', () => {
  it('is opened by the first window alone, and stays where it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'named-'))
    const capture = join(folder, 'lecture & more.pcap')
    await writeFile(capture, 'somebody\'s own')
    const named = await Served.start({ capture, limits: { upload: { bytes: 100, reserve: 0, files: 1, idleMs: 20_000 } } })
    await named.visit()
    const first = await open(named)
    const told = first.heard('opened') as Promise<[[OfferedCapture]]>
    await first.lab.windowState({ language: 'en', available: [] })
    const [[offered]] = await told
    expect(offered.name).toBe('lecture & more.pcap')
    await first.lab.start({ kind: 'file', token: offered.token, language: 'en' })
    expect(named.engines[0]?.request?.file).toBe(capture)

    const second = await open(named)
    let again = false
    void second.heard('opened').then(() => (again = true))
    await second.lab.windowState({ language: 'en', available: [] })
    await second.lab.describe()
    expect(again).toBe(false)
    // What is uploaded ends the offer, and nothing else.
    for (const name of ['a', 'b']) await named.ask(`/upload?name=${name}`, { method: 'POST', body: 'x' })
    await named.end()
    expect(await readFile(capture, 'utf8')).toBe('somebody\'s own')
    await rm(folder, { recursive: true })
  })
})

describe('the socket', () => {
  it('is refused to foreign origins, foreign hosts, strangers and other paths', async () => {
    await served.visit()
    const refusals: readonly (readonly [Readonly<Record<string, string>>, string, number])[] = [
      [{ origin: 'http://evil.example' }, '/ws', 403], [{ origin: 'null' }, '/ws', 403], [{ host: 'evil.example' }, '/ws', 403],
      [{ host: `evil.example:${served.shell.port}`, origin: `http://evil.example:${served.shell.port}` }, '/ws', 403], [{ cookie: '' }, '/ws', 401], [{}, '/', 404], [{}, '/ws?x', 404]
    ]
    for (const [headers, path, status] of refusals) {
      const [, answer] = await once(served.socket(headers, path), 'unexpected-response') as [unknown, { statusCode: number }]
      expect([headers, path, answer.statusCode]).toEqual([headers, path, status])
    }
  })
  it('carries the lab: calls one way, events the other', async () => {
    await served.visit()
    const { lab, heard } = await open(served)
    expect(await lab.describe()).toMatchObject({ shell: 'browser', platform: process.platform, language: 'en' })
    expect(await lab.start({ kind: 'watch', language: 'en' })).toMatchObject({ ok: true })
    expect(served.engines[0]?.request?.ignorePorts).toEqual([served.shell.port])
    const taken = served.engines[0]?.send('{"type":"step"}\n')
    await heard('events')
    await lab.acknowledge(1)
    await taken
  })
  it('ends its session when it goes', async () => {
    await served.visit()
    const { lab, socket } = await open(served)
    await lab.start({ kind: 'watch', language: 'en' })
    const engine = served.engines[0] ?? expect.fail('no engine')
    socket.terminate()
    expect(await engine.ended).toMatchObject({ reason: 'closed' })
  })
  it('of a second tab has a desk of its own', async () => {
    await served.visit()
    const [first, second] = [await open(served), await open(served)]
    await first.lab.start({ kind: 'watch', language: 'en' })
    expect(await second.lab.vitals()).toMatchObject({ ok: false, error: { code: 'no-session' } })
    expect((await first.lab.vitals()).ok).toBe(true)
  })
  it('of one window too many is closed with the reason; when one goes there is room again', async () => {
    await served.visit()
    const first = await open(served)
    await open(served)
    expect((await once(served.socket(), 'close'))[0]).toBe(WINDOW_CLOSED.tooMany)
    first.socket.close()
    await once(first.socket, 'close')
    await (await open(served)).lab.describe()
  })
  it('that is refused and does not answer is gone after a second: the shell can end', async () => {
    await served.visit()
    for (let window = 0; window < 2; window++) await open(served)
    const silent = connect(served.shell.port, '127.0.0.1').on('error', () => undefined).resume()
    silent.write(`GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${served.shell.port}\r\nOrigin: ${served.origin}\r\nCookie: ${served.cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n\r\n`)
    const began = performance.now()
    await once(silent, 'close')
    // Left to the library it would be 30 s.
    expect(performance.now() - began).toBeLessThan(20_000)
  })
  it.each<[string, string | Buffer, number]>([
    ['text that is no message', 'nonsense', WINDOW_CLOSED.badMessage], ['bytes', Buffer.from('{"t":"q"}'), WINDOW_CLOSED.badMessage],
    ['more than a request can be', 'x'.repeat(WINDOW_MESSAGE_LIMIT + 1), 1009]
  ])('that brings %s is closed, and the shell goes on', async (_what, data, code) => {
    await served.visit()
    const { socket } = await open(served)
    socket.send(data)
    expect((await once(socket, 'close'))[0]).toBe(code)
    await (await open(served)).lab.describe()
  })
})

describe('the shell', () => {
  it('listens on the loopback only', async () => {
    const socket = connect(served.shell.port, '127.0.0.2')
    const [error] = await once(socket, 'error') as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNREFUSED')
  })
  it('says when its port is in use', async () => {
    const second = await Served.tryStart({ port: served.shell.port })
    expect(second).toMatchObject({ ok: false, error: { code: 'port-in-use', remedy: 'twlab serve --port 0' } })
  })
  it('ends with everything: windows are told, engines gone, unkept recordings too', async () => {
    await served.visit()
    const { lab, socket } = await open(served)
    await lab.start({ kind: 'watch', language: 'en' })
    const closed = once(socket, 'close')
    await served.shell.close()
    expect((await closed)[0]).toBe(WINDOW_CLOSED.ending)
    expect(served.engines[0]?.disposed).toBe(true)
    expect(await readdir(join(served.folder, 'recordings'))).toEqual(['한글.pcapng'])
    await expect(served.ask('/')).rejects.toThrow('ECONNREFUSED')
  })
})

const foreign = (port: number): string[] => ['evil.example', `evil.example:${port}`, '127.0.0.1', 'localhost', `127.0.0.1:${port + 1}`, `127.1:${port}`, `0.0.0.0:${port}`, `[::1]:${port}`]

const upload = async (body: string, name = 'a.pcap', headers = {}): Promise<{ readonly status: number; readonly answer: UploadAnswer }> => {
  const { status, body: text } = await served.ask(`/upload?name=${encodeURIComponent(name)}`, { method: 'POST', body, headers })
  return { status, answer: JSON.parse(text) as UploadAnswer }
}
const tokenOf = (answer: UploadAnswer): string => (answer.ok ? answer.value.token : expect.fail(JSON.stringify(answer.error)))

/** A window as the page makes one. */
async function open(on: Served): Promise<{ readonly lab: Lab; readonly socket: WebSocket; heard(name: keyof LabNotifications): Promise<unknown> }> {
  const socket = on.socket()
  const listener = new Proxy({}, { get: (_target, name: string) => (...args: unknown[]) => void socket.emit(`told:${name}`, args), has: () => true }) as LabNotifications
  const lab = createBirpc<Lab, LabNotifications>(listener, {
    post: (text: string) => socket.send(text), on: (receive) => void socket.on('message', (data: Buffer) => receive(parseMessage(data.toString()))), serialize: serializeMessage
  })
  await once(socket, 'open')
  return { lab, socket, heard: (name) => once(socket, `told:${name}`) }
}
