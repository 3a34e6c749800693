import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { WebSocket } from 'ws'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startChromium, startHeadless, startServing, type ServedShell } from './support/browser-shell'
import { LabPage } from './support/lab-page'
import { hostileCapture } from '../hostile-capture'
import { HOSTILE_SHOWN } from '../hostile-session'
import { newMark, type Mark } from './support/left-running'
import { packetsIn } from './support/packets-in'
import { PATIENCE_MS } from './support/patience'
import { RecordsPage } from './support/records-page'
import { screen, windowScreens } from './support/screens'

const EXPERIMENT = /Whoever closes first waits/
const WINDOW = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' } as const
let chromium: Browser
/** For what the shell does, whoever looks. */
let headless: Browser
let mark: Mark
let folder: string
let shell: ServedShell
let context: BrowserContext
/** What the page complained of: nothing, in every test. */
let complaints: string[]

beforeAll(async () => {
  // A name that somebody's DNS points here is one of the tests' questions.
  [chromium, headless] = await Promise.all([startChromium(['--host-resolver-rules=MAP evil.example 127.0.0.1']), startHeadless()])
})
afterAll(() => Promise.all([chromium.close(), headless.close()]))
beforeEach(async () => {
  complaints = []
  mark = newMark()
  folder = await mkdtemp(join(tmpdir(), 'browser-'))
  shell = await startServing({ folder, env: mark.env })
  context = await chromium.newContext(WINDOW)
})
afterEach(async () => {
  await context.close()
  await shell.end()
  await mark.allGone()
  await rm(folder, { recursive: true })
  expect(complaints).toEqual([])
})

async function openWindow(): Promise<LabPage> {
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(context.pages().length === 1 ? shell.address : `http://127.0.0.1:${shell.port}/`)
  return new LabPage(page)
}

/** A signal ends the shell and every engine, in order, and the window says so. */
async function signalEnds(signal: NodeJS.Signals, { page }: LabPage): Promise<void> {
  const told = page.getByRole('alert').first().waitFor()
  expect(await shell.end(signal)).toMatchObject({ signal: null })
  await mark.allGone()
  await told
}

/** The one-time address is used, and the browser has its cookie: what a window would do first, without one. */
const letIn = async (): Promise<void> => expect((await context.request.get(shell.address)).status()).toBe(200)

describe('a session in a browser', () => {
  it('runs an experiment, shows both ends and the kernel\'s countdown, is kept, and opens again from its recording', async () => {
    const window = await openWindow()
    // This one with all that moves, as most people have it.
    await window.page.emulateMedia({ reducedMotion: 'no-preference' })
    expect(window.page.url()).toBe(`http://127.0.0.1:${shell.port}/`)
    await window.chooseExperiment(EXPERIMENT)
    await window.runUntilTimeWait()
    await window.lanes().client.waitFor()
    await window.lanes().server.waitFor()
    // The kernel's 60 s, and what its timer wheel adds: 2.1 s at HZ=250, 5.2 s at most.
    expect((await window.countdownMoves(1)).from).toBeLessThan(65.3)
    await window.endsAre(/client.*TIME-WAIT.*server.*CLOSED/)
    // What the shell tells of the experiment is in both languages, as it was written.
    await window.page.getByTestId('language').selectOption('ko')
    await window.page.getByText('먼저 닫는 쪽이 기다린다').first().waitFor()
    await window.page.getByTestId('language').selectOption('en')
    await windowScreens(window.page, 'active-close')

    await window.command('Keep').click()
    await window.command('Kept').waitFor()
    const [name = ''] = await readdir(shell.recordings)
    expect(name).toMatch(/^active-close-\d{4}-\d\d-\d\d-\d{6}\.pcapng$/)
    await window.stop()

    const download = await context.request.get(`http://127.0.0.1:${shell.port}/recordings/${name}`)
    expect(Buffer.compare(await download.body(), await readFile(join(shell.recordings, name)))).toBe(0)
    await window.page.getByRole('button', { name: 'All experiments' }).click()
    await window.chooseExperiment(new RegExp(name))
    const packets = packetsIn(await readFile(join(shell.recordings, name)))
    expect(packets).toBeGreaterThan(8)
    await vi.waitFor(async () => expect(await window.packets()).toBe(packets), { timeout: PATIENCE_MS })
    await window.lanes().client.waitFor()
    await window.endsAre(/TIME-WAIT/)

    const [made] = await Promise.all([window.page.waitForEvent('download'), (async () => {
      await window.page.getByTestId('export').click()
      await window.page.getByTestId('export-anonymize').check()
      await window.page.getByTestId('export-go').click()
    })()])
    const report = name.replace('.pcapng', '.html')
    expect(made.suggestedFilename()).toBe(report)
    const html = await readFile(await made.path(), 'utf8')
    expect([html.includes('10.0.0.1'), html.includes('127.0.0.1')]).toEqual([true, false])
    expect(await window.page.getByTestId('exported').textContent()).toContain(join(shell.recordings, 'exports', report))
    // The report runs its own script, in an origin that is not the window's.
    const [view] = await Promise.all([context.waitForEvent('page'), window.page.getByText('Open the report to print it').click()])
    await view.locator('#machine [data-of="c1"]').waitFor()
    expect(await view.evaluate('origin')).toBe('null')
    await view.close()
  })
  it('opens a capture that a person picks from their disk', async () => {
    const window = await openWindow()
    await window.chooseExperiment(EXPERIMENT)
    await window.runUntilTimeWait()
    await window.command('Keep').click()
    await window.command('Kept').waitFor()
    await window.stop()
    const [name = ''] = await readdir(shell.recordings)
    const recording = await readFile(join(shell.recordings, name))
    await pick(window, '내 캡처.pcapng', recording)
    await window.page.getByRole('heading', { name: '내 캡처.pcapng' }).or(window.page.getByText('내 캡처.pcapng')).first().waitFor()
    await vi.waitFor(async () => expect(await window.packets()).toBe(packetsIn(recording)), { timeout: PATIENCE_MS })
    // By its keys: graded, set beside another, and another opened in its place.
    const records = new RecordsPage(window.page)
    await window.page.keyboard.press('g')
    // It was stopped before TIME-WAIT was over, and that is what two points are for.
    expect(await records.graded()).toMatch(/^\d+ of \d+ points$/)
    const [saved] = await Promise.all([window.page.waitForEvent('download'), window.page.getByTestId('save-grade').click()])
    expect(await readFile(await saved.path(), 'utf8')).toContain(await records.graded())
    await window.page.keyboard.press('g')
    await window.page.keyboard.press('d')
    expect(await (await records.compareWith('reset')).textContent()).toMatch(/내 캡처\.pcapng.*reset\.pcapng.*Closed first/)
    await window.page.keyboard.press('c')
    await window.page.keyboard.press('s')
    await records.openSample('Half closed')
    await window.page.getByTestId('mode').filter({ hasText: 'half-close.pcapng' }).waitFor()
    await convert(window)
    await showsAsText(window)
  })
  it('says so when its engine dies, has the recording, and runs again', async () => {
    const window = await openWindow()
    await window.chooseExperiment(EXPERIMENT)
    await window.runUntilTimeWait()
    for (const pid of mark.engines()) process.kill(pid, 'SIGKILL')
    const alert = window.page.getByRole('alert')
    await alert.first().waitFor()
    const [name = ''] = await readdir(shell.recordings)
    expect(await alert.first().textContent()).toContain(join(shell.recordings, name))
    expect((await readFile(join(shell.recordings, name))).length).toBeGreaterThan(0)
    await alert.getByRole('button').first().click()
    await window.countdown()
  })
  it('ends with its tab; a second tab is a window of its own', async () => {
    const [first, second] = [await openWindow(), await openWindow()]
    for (const window of [first, second]) {
      await window.chooseExperiment(EXPERIMENT)
      await window.runUntilTimeWait()
    }
    // Those of the windows of the test before may still be ending.
    await vi.waitFor(() => expect(mark.engines()).toHaveLength(2), { timeout: PATIENCE_MS })
    await first.page.close()
    await vi.waitFor(() => expect(mark.engines()).toHaveLength(1), { timeout: PATIENCE_MS })
    await second.countdownMoves(0.2)
    await signalEnds('SIGINT', second)
  })
})

describe('whoever is not meant', () => {
  it('gets a page that says what to do: with a wrong address, and with one that was used', async () => {
    const stranger = await (await chromium.newContext()).newPage()
    await stranger.goto(`http://127.0.0.1:${shell.port}/?token=guessed`)
    await stranger.getByRole('heading', { name: 'This address does not open the laboratory any more' }).waitFor()
    expect(await stranger.textContent('main')).toContain('press Enter')
    await screen(stranger, 'browser-refused')
    await letIn()
    expect((await stranger.goto(shell.address))?.status()).toBe(401)
    await stranger.context().close()
  })
  it('is refused under a name that somebody\'s DNS points here', async () => {
    const page = await context.newPage()
    const answer = await page.goto(`http://evil.example:${shell.port}/?token=${new URL(shell.address).searchParams.get('token')}`)
    expect(answer?.status()).toBe(403)
  })
  it('is refused as a page of another origin in the very browser that was let in: socket, upload and reading', async () => {
    await letIn()
    const foreign = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<title>foreign</title>'))
    await new Promise<void>((done) => foreign.listen(0, '127.0.0.1', done))
    const page = await context.newPage()
    await page.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`)
    const tried = await tryFrom(page, shell.port)
    foreign.close()
    expect(tried).toEqual({ socket: 'refused', upload: 'refused', read: 'refused', frame: 'empty' })
  })
})

describe('bad input', () => {
  it('wrong tokens, origins and frames beside a running session: refused, told, and the lab goes on', async () => {
    const window = await openWindow()
    await window.chooseExperiment(EXPERIMENT)
    await window.runUntilTimeWait()
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).find((each) => each.startsWith(`twlab-${shell.port}=`)) ?? ''
    const origin = `http://127.0.0.1:${shell.port}`
    const at = `ws://127.0.0.1:${shell.port}/ws`
    expect(await statusOf(new WebSocket(at, { headers: { origin, cookie: cookie.replace(/=.*/, '=guessed') } }))).toBe(401)
    expect(await statusOf(new WebSocket(at, { headers: { origin: 'https://evil.example', cookie } }))).toBe(403)
    expect(await statusOf(new WebSocket(at, { headers: { cookie } }))).toBe(403)
    for (const [frame, code] of [[Buffer.alloc(2 * 1024 * 1024, 'x'), 1009], ['nonsense', 4003], [Buffer.from([1, 2, 3]), 4003]] as const) {
      const socket = new WebSocket(at, { headers: { origin, cookie } })
      await once(socket, 'open')
      socket.send(frame)
      expect((await once(socket, 'close'))[0]).toBe(code)
    }
    // From within the page: what a text that became a script could try.
    expect(await window.page.evaluate(`(async () => {
      const tried = (url) => fetch(url).then(() => 'read', () => 'refused')
      const script = Object.assign(document.createElement('script'), { textContent: 'window.injected = 1' })
      document.body.append(script)
      return [await tried('file:///etc/passwd'), await tried('http://127.0.0.1:1/'), await tried('https://example.invalid/'), window.injected]
    })()`)).toEqual(['refused', 'refused', 'refused', undefined])
    expect(await window.page.evaluate(`Promise.all(['camera', 'clipboard-read', 'geolocation', 'midi'].map((name) => navigator.permissions.query({ name }).then(({ state }) => state)))`))
      .toEqual(['denied', 'denied', 'denied', 'denied'])
    complaints.splice(0)
    await window.countdownMoves(0.2)
    await vi.waitFor(() => {
      for (const what of ['a socket without the cookie', 'a socket of another origin or host', 'a message']) expect(shell.output()).toContain(`refused: ${what}`)
    }, { timeout: PATIENCE_MS })
    await signalEnds('SIGTERM', window)
  })
})

describe('at a terminal', () => {
  it('Enter prints a new address, which works; Ctrl-C ends everything', async () => {
    const typed = await startServing({ folder, env: mark.env, terminal: true })
    typed.type('\n')
    const [first = '', second = ''] = await typed.addresses(2)
    expect(second).not.toBe(first)
    expect((await context.request.get(second)).status()).toBe(200)
    typed.type('\u0003')
    await vi.waitFor(() => expect(mark.running().filter(({ command }) => command.startsWith('script'))).toEqual([]), { timeout: PATIENCE_MS })
  })
})

describe('the end', () => {
  beforeEach(async () => {
    await context.close()
    context = await headless.newContext(WINDOW)
  })
  it('SIGHUP ends the shell and every engine, in order, as SIGINT and SIGTERM do above', async () => {
    const window = await openWindow()
    await window.chooseExperiment(EXPERIMENT)
    await window.runUntilTimeWait()
    await signalEnds('SIGHUP', window)
  })
  it('even killed, it leaves no engine', async () => {
    const window = await openWindow()
    await window.chooseExperiment(EXPERIMENT)
    await window.runUntilTimeWait()
    await shell.end('SIGKILL')
    await mark.allGone()
  })
  it('it ends when the process that started it is gone', async () => {
    const twlab = resolve(import.meta.dirname, '../../bin/twlab.cjs')
    const parent = spawn('sh', ['-c', `"${process.execPath}" "${twlab}" serve & wait`], { env: { ...process.env, ...mark.env }, stdio: ['ignore', 'pipe', 'ignore'] })
    await new Promise((done) => parent.stdout.once('data', done))
    parent.kill('SIGKILL')
    await shell.end()
    await mark.allGone()
  })
})

async function pick(window: LabPage, name: string, buffer: Buffer): Promise<void> {
  const picker = window.page.waitForEvent('filechooser')
  await window.command('Open').click()
  await (await picker).setFiles({ name, mimeType: '', buffer })
  await window.page.getByText(name).first().waitFor()
  await window.atRest()
}

/** A classic pcap file has no place for notes: the window makes a pcapng file of it, and the note goes there. */
async function convert(window: LabPage): Promise<void> {
  const { page } = window
  await pick(window, 'elsewhere.pcap', await readFile(resolve(import.meta.dirname, '../fixtures/captures/loopback-ns.pcap')))
  await vi.waitFor(async () => expect(await window.packets()).toBe(10), { timeout: PATIENCE_MS })
  const note = page.getByTestId('note')
  await page.keyboard.press('m')
  await note.locator('textarea').fill('여기서 닫는다')
  await note.getByRole('button', { name: 'Save' }).click()
  await page.getByTestId('convert').click()
  // It waits in the new file, to be written there.
  await note.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('tab', { name: /^Notes.*1/ }).waitFor()
  const made = (await readdir(shell.recordings)).filter((name) => name.startsWith('elsewhere') && name.endsWith('.pcapng'))
  expect(made).toHaveLength(1)
  const bytes = await readFile(join(shell.recordings, made[0] ?? ''))
  expect([bytes.readUInt32BE(0), bytes.includes('여기서 닫는다')]).toEqual([0x0a0d0d0a, true])
}

/** A capture whose every text means harm, its file's name among them. */
async function showsAsText(window: LabPage): Promise<void> {
  const { page } = window
  await pick(window, '<img src=x onerror=window.pwned=3>.pcapng', Buffer.from(hostileCapture()))
  await vi.waitFor(async () => expect(await window.packets()).toBe(3), { timeout: PATIENCE_MS })
  for (const table of ['Packets', 'Sockets', 'Counters', 'System calls', 'Actions', 'Notes']) {
    await page.getByRole('tab', { name: new RegExp(`^${table}`) }).click()
    if (['System calls', 'Actions', 'Notes'].includes(table)) await page.getByRole('grid').getByText(HOSTILE_SHOWN).first().waitFor()
  }
  await page.getByTestId('damage').getByText(HOSTILE_SHOWN).first().waitFor()
  const found = await page.evaluate(`({ pwned: window.pwned, made: document.querySelectorAll('img, script:not([src])').length, text: document.documentElement.textContent })`) as { readonly pwned: unknown; readonly made: number; readonly text: string }
  expect(found).toMatchObject({ made: 0 })
  expect(found.pwned).toBeUndefined()
  expect(found.text).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u)
}

/** HTTP status with which a socket's handshake was refused. */
const statusOf = async (socket: WebSocket): Promise<number | undefined> => {
  const [, response] = await once(socket, 'unexpected-response') as [unknown, IncomingMessage]
  socket.on('error', () => undefined).terminate()
  return response.statusCode
}

/** What a page can do to the shell from where it is; each outcome is `refused` or what it got. */
const tryFrom = (page: Page, port: number): Promise<unknown> =>
  page.evaluate(`(async () => {
    const at = '127.0.0.1:${port}'
    const socket = await new Promise((done) => {
      const socket = new WebSocket('ws://' + at + '/ws')
      socket.onopen = () => done('open')
      socket.onerror = () => done('refused')
    })
    const ask = (path, options) => fetch('http://' + at + path, options).then((answer) => answer.type === 'opaque' ? 'refused' : answer.status, () => 'refused')
    const frame = document.body.appendChild(document.createElement('iframe'))
    frame.src = 'http://' + at + '/'
    await new Promise((done) => { frame.onload = done })
    let inside = 'readable'
    try { inside = frame.contentDocument ? 'readable' : 'empty' } catch { inside = 'empty' }
    return { socket, upload: await ask('/upload?name=a', { method: 'POST', body: 'x', credentials: 'include' }), read: await ask('/recordings/x', { credentials: 'include' }), frame: inside }
  })()`)
