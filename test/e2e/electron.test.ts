import { appendFile, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { endedByItself, type DesktopApp } from './support/desktop-app'
import { desktopTests } from './support/desktop-tests'
import { openDisplay, type Display } from './support/display'
import { LabPage } from './support/lab-page'
import type { Mark } from './support/left-running'
import { packetsIn } from './support/packets-in'
import { PATIENCE_MS } from './support/patience'
import { lightAndKoreanDark, screen } from './support/screens'
import { TerminalsPage } from './support/terminals-page'

const EXPERIMENT = /Whoever closes first waits/
const SAMPLES = resolve(import.meta.dirname, '../../resources/samples')
const program = desktopTests({ SHELL: '/bin/bash' })
let folder: string
let mark: Mark
let desktop: DesktopApp
let window: LabPage

async function start(): Promise<void> {
  ({ folder, mark, desktop, window } = await program.start())
}
const quit = (): Promise<void> => program.quit({ folder, mark, desktop, window })

describe('the desktop window', () => {
  // One start for both: it goes on where the terminals were left.
  beforeAll(start)
  afterAll(quit)
  it('has the two terminals: what is typed runs in the laboratory, and the chart follows', async () => {
    const { page } = desktop
    const terminals = new TerminalsPage(page)
    await page.getByRole('button', { name: 'Open two terminals' }).click()
    await terminals.ready()
    await page.keyboard.type('(nc -l 12345 &) ; until ss -Htln | grep -q :12345; do sleep 0.05; done; echo bye | nc -N 127.0.0.1 12345; ss -tan\n')
    await terminals.shows(1, /^TIME-WAIT +0 +0 +127\.0\.0\.1:\d+ +127\.0\.0\.1:12345/m)
    await window.lanes().client.waitFor()
    await window.countdown()
    await screen(page, 'desktop-terminals')
    await desktop.menu('terminals')
    await page.getByRole('tablist', { name: 'Tables' }).waitFor()
    await window.stop()
  })
  it('runs an experiment, shows both ends and the countdown, keeps the recording, opens it again, and closes with nothing left', async () => {
    expect(desktop.app.windows()).toHaveLength(1)
    expect(await desktop.page.title()).toContain('TIME_WAIT Lab')
    expect(desktop.page.url()).toBe('app://lab/index.html')
    await window.chooseExperiment(EXPERIMENT)
    await desktop.menu('run')
    // What was captured beside the terminals has no name yet.
    await desktop.page.getByRole('dialog').getByRole('button', { name: 'Discard and go on' }).click()
    await window.lanes().client.waitFor()
    await window.lanes().server.waitFor()
    await window.countdownMoves(0.5)
    await window.endsAre(/client.*TIME-WAIT.*server.*CLOSED/)
    await screen(desktop.page, 'desktop')
    await desktop.menu('keep')
    await window.command('Kept').waitFor()
    const [name = ''] = await readdir(desktop.recordings)
    await desktop.menu('stop')
    await window.command('Run').waitFor()

    const open = async (file: string): Promise<void> => {
      await desktop.app.evaluate(({ dialog }, path) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
      }, join(folder, file))
      await desktop.menu('open')
      await desktop.page.getByText(file).first().waitFor()
    }
    const countsTo = (count: number): Promise<void> => vi.waitFor(async () => expect(await window.packets()).toBe(count), { timeout: PATIENCE_MS })
    const whole = await readFile(join(desktop.recordings, name))
    await writeFile(join(folder, 'chosen.pcapng'), whole)
    await open('chosen.pcapng')
    const packets = packetsIn(whole)
    await countsTo(packets)

    // Somebody still writes to a file: what is there is told, then all that comes, to its end.
    const growing = join(folder, 'growing.pcapng')
    const half = whole.length >> 1
    await writeFile(growing, whole.subarray(0, half))
    await open('growing.pcapng')
    await desktop.page.getByTestId('about-recording').getByText(/broke off/).waitFor()
    await desktop.page.getByTestId('follow').click()
    const status = desktop.page.getByTestId('recording')
    await status.filter({ hasText: 'Following' }).waitFor()
    await window.lanes().client.waitFor()
    await lightAndKoreanDark(desktop.page, 'following')
    await appendFile(growing, whole.subarray(half))
    await status.filter({ hasText: 'Replay' }).waitFor()
    await countsTo(packets)
    expect(await desktop.page.getByTestId('about-recording').count()).toBe(0)

    // Several sessions in one file: one is told, the others are a click away.
    await writeFile(join(folder, 'several.pcapng'), Buffer.concat(await Promise.all(['lost-final-ack', 'reset'].map(async (id) => gunzipSync(await readFile(join(SAMPLES, `${id}.pcapng.gz`)))))))
    await open('several.pcapng')
    const another = desktop.page.getByTestId('about-recording').getByRole('button', { name: /^Open session 2: reset/ })
    await another.waitFor()
    await lightAndKoreanDark(desktop.page, 'sessions')
    await another.click()
    await desktop.page.getByTestId('about-recording').getByRole('button', { name: /^Open session 1: lost-final-ack/ }).waitFor()
    await desktop.page.locator('aside.experiment h2').filter({ hasText: /reset/i }).waitFor()
    // Not within the call: its answer would be on its way while the program ends, which crashes this runtime now and then.
    await desktop.app.evaluate(({ BrowserWindow }) => {
      setTimeout(() => BrowserWindow.getAllWindows()[0]?.close(), 0)
    })
    expect(await desktop.ended).toSatisfy(endedByItself)
  })
})

describe('the page', () => {
  // One start for all, on a display of its own: none of them changes what the next one asks, and the last takes the display away.
  let own: Display
  beforeAll(async () => {
    own = await openDisplay();
    ({ folder, mark, desktop, window } = await program.start([], { display: own.name }))
  })
  afterAll(async () => {
    await quit()
    await own.close()
  })
  it('has the bridge and nothing else of the app', async () => {
    expect(await desktop.page.evaluate(`[typeof require, typeof process, Object.keys(window.twlab).sort(), Object.isFrozen(window.twlab)]`))
      .toEqual(['undefined', 'undefined', ['on', 'onBatch', 'post'], true])
  })
  it('runs no script but its own, reaches no file but its own, and gets no permission', async () => {
    await desktop.page.waitForLoadState('load')
    const outcome = await desktop.page.evaluate(`(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.injected = 1'
      document.body.append(script)
      // Not at once: what a debugger evaluates may evaluate.
      const evaluated = await new Promise((done) => setTimeout(() => {
        try { done((0, eval)('"ran"')) } catch { done('refused') }
      }))
      const status = (url) => fetch(url).then((answer) => answer.status, () => 'refused')
      return {
        inline: window.injected, evaluated, outside: await status('app://lab/..%2f..%2fpackage.json'), host: await status('app://other/index.html'), map: await status('/index.html.map'),
        file: await status('file:///etc/passwd'), net: await status('http://127.0.0.1:1/'), permission: await Notification.requestPermission()
      }
    })()`)
    expect(outcome).toEqual({ inline: undefined, evaluated: 'refused', outside: 404, host: 'refused', map: 404, file: 'refused', net: 'refused', permission: 'denied' })
  })
  it('gets nothing that a browser may grant: no position, no clipboard to read, no instruments, no lasting storage', async () => {
    expect(await desktop.page.evaluate(`(async () => {
      const tried = (ask) => ask().then((answer) => (answer === false ? 'refused' : 'granted'), () => 'refused')
      return {
        position: await tried(() => new Promise((found, failed) => navigator.geolocation.getCurrentPosition(found, failed))), clipboard: await tried(() => navigator.clipboard.readText()),
        instruments: await tried(() => navigator.requestMIDIAccess({ sysex: true })), storage: await tried(() => navigator.storage.persist())
      }
    })()`)).toEqual({ position: 'refused', clipboard: 'refused', instruments: 'refused', storage: 'refused' })
  })
  it('has the web preferences of the checklist', async () => {
    const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences?(): object; getWebPreferences?(): object }
      return (contents.getLastWebPreferences ?? contents.getWebPreferences)?.call(contents)
    })
    expect(preferences).toMatchObject({ nodeIntegration: false, contextIsolation: true, sandbox: true, webSecurity: true, webviewTag: false })
    for (const never of ['allowRunningInsecureContent', 'experimentalFeatures', 'nodeIntegrationInSubFrames', 'nodeIntegrationInWorker', 'enableRemoteModule']) {
      expect((preferences as Record<string, unknown>)[never] ?? false, never).toBe(false)
    }
    expect((preferences as { enableBlinkFeatures?: string }).enableBlinkFeatures ?? '').toBe('')
  })
  it('goes nowhere and opens nothing', async () => {
    expect(await desktop.page.evaluate(`window.open('https://example.invalid/')`)).toBeNull()
    await desktop.page.evaluate(`(() => {
      const link = document.body.appendChild(document.createElement('a'))
      link.href = 'data:text/html,elsewhere'
      link.textContent = 'away'
      link.click()
      location.href = 'app://lab/index.html?again'
    })()`)
    await window.command('Open').waitFor()
    expect(desktop.page.url()).toBe('app://lab/index.html')
    expect(desktop.app.windows()).toHaveLength(1)
  })
  it('is the only one listened to: another page with the same bridge, and messages that are none, are refused', async () => {
    const before = desktop.output()
    await desktop.page.evaluate(`window.twlab.post('x'.repeat(1024 * 1024 + 1)); window.twlab.post({ not: 'text' }); window.twlab.post('nonsense')`)
    await desktop.app.evaluate(async ({ app, BrowserWindow }) => {
      const other = new BrowserWindow({ show: false, webPreferences: { preload: `${app.getAppPath()}/out/preload/index.js`, contextIsolation: true, sandbox: true } })
      await other.loadURL('data:text/html,<title>other</title>')
      await other.webContents.executeJavaScript(`window.twlab.post('{"t":"q","i":"1","m":"start","a":[{"kind":"watch","language":"en"}]}')`)
    })
    await vi.waitFor(() => expect(desktop.output().slice(before.length).match(/a message was refused/g)).toHaveLength(4), { timeout: PATIENCE_MS })
    await vi.waitFor(() => expect(mark.engines()).toEqual([]), { timeout: PATIENCE_MS })
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().find((each) => each.getTitle() === 'other')?.destroy())
  })
  it('ends with its display, and nothing is left', async () => {
    await window.chooseExperiment(EXPERIMENT)
    await window.runUntilTimeWait()
    await own.close()
    await desktop.ended
    await mark.allGone()
  })
})

describe('a session that runs', () => {
  // One start: each test leaves a session for the next one to disturb.
  beforeAll(async () => {
    await start()
    await window.chooseExperiment(EXPERIMENT)
    await window.runUntilTimeWait()
  })
  afterAll(quit)
  it('goes on beside bad input: a foreign page, a navigation, a new window, a webview, a file, the network, a frame too large are refused and told', async () => {
    await desktop.page.evaluate(`(() => {
      window.twlab.post('x'.repeat(1024 * 1024 + 1))
      window.open('https://example.invalid/')
      location.href = 'file:///etc/passwd'
      location.href = 'https://example.invalid/'
      const view = document.createElement('webview')
      view.src = 'data:text/html,inside'
      document.body.append(view)
    })()`)
    const outcome = await desktop.app.evaluate(async ({ app, BrowserWindow }) => {
      // A page that came from nowhere: no policy of ours, and not our preload's window.
      const foreign = new BrowserWindow({ show: false, webPreferences: { preload: `${app.getAppPath()}/out/preload/index.js`, contextIsolation: true, sandbox: true } })
      await foreign.loadURL('data:text/html,<title>foreign</title>')
      const reached = await foreign.webContents.executeJavaScript(`(async () => {
        window.twlab.post('{"t":"q","i":"1","m":"start","a":[{"kind":"watch","language":"en"}]}')
        const tried = (url) => fetch(url, { mode: 'no-cors' }).then(() => 'reached', () => 'refused')
        return [await tried('http://127.0.0.1:1/'), await tried('https://example.invalid/')]
      })()`)
      const loads = await Promise.all(['file:///etc/passwd', 'http://127.0.0.1:1/'].map((url) => foreign.loadURL(url).then(() => 'loaded', (error: { code?: string }) => error.code)))
      foreign.destroy()
      return { reached, loads }
    })
    expect(outcome).toEqual({ reached: ['refused', 'refused'], loads: ['ERR_BLOCKED_BY_CLIENT', 'ERR_BLOCKED_BY_CLIENT'] })
    await vi.waitFor(() => {
      for (const what of ['a message', 'a new window', 'a navigation', 'a request to the network or to a file']) expect(desktop.output()).toContain(`window: ${what} was refused`)
    }, { timeout: PATIENCE_MS })
    expect(await desktop.page.evaluate(`document.querySelector('webview').getWebContentsId === undefined`)).toBe(true)
    expect(desktop.page.url()).toBe('app://lab/index.html')
    await window.countdownMoves(0.2)
  })
  it('whose engine dies is told of, its recording has a name, and it is started again at a click', async () => {
    for (const pid of mark.engines()) process.kill(pid, 'SIGKILL')
    await desktop.page.getByRole('alert').first().waitFor()
    expect(await readdir(desktop.recordings)).toEqual([expect.stringMatching(/^active-close-.*\.pcapng$/)])
    await desktop.page.getByTestId('restart').click()
    await window.countdown()
  })
  it('whose page crashes leaves its recording, and a new window opens', async () => {
    const before = await readdir(desktop.recordings)
    const opened = desktop.nextWindow()
    await desktop.app.evaluate(({ BrowserWindow }) => {
      const pid = BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId()
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
    })
    const page = new LabPage(await opened)
    window = page
    await page.command('Open').waitFor()
    const name = (await readdir(desktop.recordings)).find((each) => !before.includes(each)) ?? ''
    expect(name).toMatch(/^active-close-.*\.pcapng$/)
    // What had been seen is told again from it, and what happened is said.
    expect(await page.page.getByTestId('crashed').textContent()).toContain(name)
    await page.page.getByTestId('mode').filter({ hasText: name }).waitFor()
    await page.lanes().client.waitFor()
  })
  it('leaves no engine, even when the program is killed', async () => {
    await window.page.getByRole('button', { name: 'All experiments' }).click()
    await window.chooseExperiment(EXPERIMENT)
    await window.runUntilTimeWait()
    desktop.app.process().kill('SIGKILL')
    await desktop.ended
    await mark.allGone()
  })
  it('is offered at the next start, when it was cut off like that, and opens', async () => {
    const torn = (await readdir(desktop.recordings)).find((name) => name.startsWith('.session-')) ?? expect.fail('no torn recording')
    const packets = packetsIn(await readFile(join(desktop.recordings, torn)))
    expect(packets).toBeGreaterThan(8)
    // As if it had happened a while ago: a file written to just now may still have somebody who writes it.
    const before = new Date(Date.now() - 60_000)
    await utimes(join(desktop.recordings, torn), before, before);
    ({ desktop, window } = await program.start([], { prepared: { folder, mark } }))
    const offer = desktop.page.getByTestId('recovered')
    await offer.getByText(/A session was cut off.*recovered-.*\.pcapng/).waitFor()
    await offer.getByRole('button', { name: 'Open it' }).click()
    await desktop.page.getByTestId('mode').filter({ hasText: /^Replay of recovered-/ }).waitFor()
    await vi.waitFor(async () => expect(await window.packets()).toBe(packets), { timeout: PATIENCE_MS })
    await offer.waitFor({ state: 'detached' })
  })
})

describe('the end', () => {
  // What else ends the program is the last question to starts of other files: SIGINT (desktop-life), SIGTERM and SIGHUP (desktop).
  afterAll(quit)
  beforeAll(async () => {
    await start()
    await window.chooseExperiment(EXPERIMENT)
    await window.runUntilTimeWait()
  })
  it('quitting ends the running session and discards what was not kept', async () => {
    expect(await desktop.quit()).toSatisfy(endedByItself)
    // Only an end in order takes the hidden recording away.
    expect(await readdir(desktop.recordings)).toEqual([])
    await mark.allGone()
  })
})
