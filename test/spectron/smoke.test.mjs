// Spectron 11.1.0 as it is, on the runtime it was made for (docs/decisions/test-runtime.md): window, title, an experiment, TIME-WAIT, the end. Whatever needs the main
// process is Playwright's (test/e2e).
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Application } from 'spectron'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDisplay } from '../e2e/support/display.ts'
import { newMark } from '../e2e/support/left-running.ts'
import { chromedriver, dist, fetchRuntime } from '../runtime/fetch.mjs'

const root = resolve(import.meta.dirname, '../..')
/** ms for what takes a round through engine and kernel, on a loaded machine. */
const PATIENCE = 45_000
const mark = newMark()
let display
let folder
let app

beforeAll(async () => {
  fetchRuntime()
  display = await openDisplay()
  folder = await mkdtemp(join(tmpdir(), 'spectron-'))
  // Inherited by chromedriver, the launcher it starts, and the app that the launcher starts.
  Object.assign(process.env, mark.env, {
    NODE_OPTIONS: `--require ${join(import.meta.dirname, 'fix-launcher.cjs')}`, DISPLAY: display.name, TWLAB_NODE: process.execPath, TWLAB_RECORDINGS: join(folder, 'recordings'), XDG_DATA_HOME: join(folder, 'data')
  })
  app = new Application({
    path: join(dist, 'electron'),
    nodePath: chromedriver, // It starts `nodePath chromedriver.js --port=…`; chromedriver ignores the extra word.
    args: ['-r', join(root, 'test/e2e/electron9.cjs'), root], chromeDriverArgs: ['no-sandbox', 'lang=en'],
    port: await freePort(), startTimeout: PATIENCE, quitTimeout: 0
  })
  await app.start()
})
afterAll(async () => {
  if (app?.isRunning()) await app.stop()
  await display?.close()
  await rm(folder, { recursive: true })
})

it('one window, with its title', async () => {
  expect(await app.client.getWindowCount()).toBe(1)
  expect(await app.client.getTitle()).toBe('TIME_WAIT Lab')
})
it('a click runs the first experiment, until the first closer is in TIME-WAIT', async () => {
  await (await app.client.$('[data-testid=begin]')).click()
  await app.client.waitUntilTextExists('aside:last-of-type', 'TIME-WAIT', { timeout: PATIENCE })
  await (await app.client.$('[role=timer]')).waitForExist({ timeout: PATIENCE })
  await (await app.client.$('[data-testid=keep]')).click()
  await (await app.client.$('.banner.good')).waitForExist({ timeout: PATIENCE })
  expect(await readdir(join(folder, 'recordings'))).toEqual([expect.stringMatching(/^active-close-.*\.pcapng$/)])
})
it('closes, and nothing is left running', async () => {
  await app.stop()
  await mark.allGone()
})

/** A port nobody listens on, and which nobody is given who asks for any: those are above (net.ipv4.ip_local_port_range). */
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const server = createServer()
    const free = await new Promise((told) => server.once('error', () => told(false)).listen(port, '127.0.0.1', () => told(true)))
    if (!free) continue
    await new Promise((closed) => server.close(closed))
    return port
  }
}
