import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it, vi } from 'vitest'
import { startHeadless, startServing } from './support/browser-shell'
import { newMark } from './support/left-running'
import { PATIENCE_MS } from './support/patience'

const CAPTURE = resolve(import.meta.dirname, '../fixtures/captures/loopback-ipv4.pcapng')

it('where there is no display, twlab app FILE opens the file in a browser\'s window', async () => {
  const mark = newMark()
  const folder = await mkdtemp(join(tmpdir(), 'app-'))
  const shell = await startServing({ folder, env: { ...mark.env, DISPLAY: '', WAYLAND_DISPLAY: '' }, command: ['app', CAPTURE] })
  const chromium = await startHeadless()
  try {
    const page = await chromium.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    await page.goto(shell.address)
    await page.getByTestId('mode').filter({ hasText: 'Replay of loopback-ipv4.pcapng' }).waitFor()
    await vi.waitFor(() => expect(shell.output()).toMatch(/the window opens in a browser instead/), { timeout: PATIENCE_MS })
  } finally {
    await chromium.close()
    await shell.end()
    await mark.allGone()
    await rm(folder, { recursive: true })
  }
})
