import { resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { liveRun } from '../../bench/live/live-run'
import { startHeadless } from './support/browser-shell'
import { newMark } from './support/left-running'

let chromium: Browser
beforeAll(async () => {
  chromium = await startHeadless()
})
afterAll(() => chromium.close())

// The bench runs it for a minute and watches the frames; here the machine may be slow.
it('a live run shows in the window, packet by packet and transition by transition, what is recorded', async () => {
  const mark = newMark()
  const { connections, packets, transitions, difference } = await liveRun({ browser: chromium, root: resolve(import.meta.dirname, '../..'), perSecond: 200, seconds: 3, heapAfter: [], env: mark.env })
  expect(difference).toBeUndefined()
  expect(packets).toBeGreaterThanOrEqual(connections * 9)
  expect(transitions).toBeGreaterThanOrEqual(connections * 9)
  await mark.allGone()
})
