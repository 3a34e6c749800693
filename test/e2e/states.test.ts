import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { crowd } from '../../bench/render/crowd'
import { SMALLEST } from '../../src/main/shell/electron/window-place'
import type { FakeLabOptions } from '../renderer/fake-lab'
import { header } from '../renderer/story'
import { HOLD_FRAMES, violations } from './support/axe'
import { startHeadless } from './support/browser-shell'
import { Contrasts } from './support/contrasts'
import { PATIENCE_MS } from './support/patience'
import { playShell, type PlayedShell } from './support/played-shell'
import { cutTexts } from './support/cut'
import { picture, PICTURES } from './support/screens'
import type { WindowState } from './support/window-state'
import { DESCRIPTION, FINE, watch, WINDOW_STATES } from './support/window-states'

// Every state of the window, empty and bad ones among them, in every theme and both languages: nothing that axe finds wrong, nothing that sticks out, a picture of each.
// One page for all of them: it is loaded anew only where it must, and changes theme and language as a person would, while it is looked at.
let chromium: Browser
let context: BrowserContext
let shell: PlayedShell
let page: Page
let playing: FakeLabOptions
const complaints: string[] = []
const contrasts = new Contrasts()

beforeAll(async () => {
  chromium = await startHeadless()
  shell = await playShell(() => playing)
  context = await chromium.newContext({ viewport: PICTURES.small, reducedMotion: 'reduce' })
  await context.addInitScript(HOLD_FRAMES)
  page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
})
afterAll(async () => {
  await chromium.close()
  await shell.close()
})

/** Whose base the window is at. */
let at: WindowState | undefined

/** The window in a state, in English, light, at 1280 x 800; nothing is left of the state before. */
async function reach(state: WindowState): Promise<void> {
  const { script, options, base, reach: go } = state
  complaints.length = 0
  const there = at !== undefined && base !== undefined && at.base === base && at.script === script
  at = undefined
  if (!there) {
    playing = { description: DESCRIPTION, checks: FINE, scriptFor: () => script, ...options }
    if (page.url() !== 'about:blank') await page.evaluate('localStorage.clear()')
    await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' })
    // By way of an empty page: a question whether to leave would be one of the state before.
    await page.goto('about:blank')
    await page.goto(shell.address)
    await page.getByTestId('machine-checks').waitFor()
    await base?.(page)
  }
  await go(page)
}
/** Back to the state's base, where there is a way. */
async function leave(state: WindowState): Promise<void> {
  if (state.leave === undefined) return
  await toLanguage('en')
  await state.leave(page)
  at = state
}
/** How much wider and higher the page is than its window, and how many of its parts move by themselves: less motion is asked for. */
const overflow = (): Promise<[number, number, number]> =>
  page.evaluate('[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight, document.getAnimations().length]')
const themed = (name: 'light' | 'dark' | 'contrast'): Promise<void> => page.locator(`html[data-theme=${name}]`).waitFor()
async function toProjector(to: 'on' | 'off'): Promise<void> {
  await page.getByTestId('projector').dispatchEvent('click')
  await page.locator(`html[data-projector=${to}]`).waitFor()
  await drawn()
}
/** A frame has been drawn: panes know how much room they have. */
const drawn = (): Promise<void> => page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))')
/** A dialog over the window keeps clicks from its title bar, not a change of language. */
async function toLanguage(language: 'en' | 'ko'): Promise<void> {
  await page.evaluate(`(() => {
    const select = document.querySelector('[data-testid=language]')
    select.value = ${JSON.stringify(language)}
    select.dispatchEvent(new Event('change', { bubbles: true }))
  })()`)
  await page.locator(`html[lang=${language}]`).waitFor()
}
/** Nothing that axe finds wrong, nothing that sticks out, nothing that moves. @param where for the message @param of the part that is looked at */
async function sound(where: string, of?: string): Promise<void> {
  // Another language has the same colours.
  if (!where.includes('Korean')) await contrasts.gather(page, where, of)
  const [wide, high, moving] = await overflow()
  const found = [...await violations(page, of), ...(wide === 0 && high === 0 ? [] : [`sticks out by ${wide}, ${high} px`]), ...(moving === 0 ? [] : [`${moving} of its parts move`])]
  expect(found, [where, ...found].join('\n')).toEqual([])
}

describe.each(WINDOW_STATES)('the window: $name', (state) => {
  it('says what it must, sticks out nowhere, and is as accessible as axe can tell, in every theme and both languages', async () => {
    await reach(state)
    await expect.poll(() => page.locator('body').textContent(), { timeout: PATIENCE_MS }).toMatch(state.says)
    await sound(`${state.name}, light`, state.of)
    expect(await cutTexts(page, state.of)).toEqual([])
    await picture(page, state.name, 'light')

    await page.emulateMedia({ colorScheme: 'dark' })
    await themed('dark')
    await sound(`${state.name}, dark`, state.of)
    await picture(page, state.name, 'dark')

    await page.emulateMedia({ contrast: 'more' })
    await themed('contrast')
    await sound(`${state.name}, high contrast`, state.of)
    await picture(page, state.name, 'contrast')

    await toProjector('on')
    await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' })
    await sound(`${state.name}, projector`, state.of)
    expect(await cutTexts(page, state.of)).toEqual([])

    // The narrowest window with the longest words.
    await toLanguage('ko')
    await sound(`${state.name}, Korean, projector`, state.of)
    expect(await cutTexts(page, state.of)).toEqual([])
    await picture(page, state.name, 'projector')

    await toProjector('off')
    await themed('light')
    await sound(`${state.name}, Korean`, state.of)
    expect(await cutTexts(page, state.of)).toEqual([])
    await picture(page, state.name, 'ko')
    expect(complaints).toEqual([])
    await leave(state)
  })
})

describe.each(WINDOW_STATES.filter(({ name }) => ['running', 'sockets', 'calls'].includes(name)))('the smallest window that the desktop allows: $name', (state) => {
  it('covers and cuts nothing, in both languages', async () => {
    await reach(state)
    await page.setViewportSize(SMALLEST)
    try {
      for (const language of ['en', 'ko'] as const) {
        await toLanguage(language)
        await drawn()
        // A table's headings move along with it, sideways.
        const cut = (await cutTexts(page)).filter((text) => !text.endsWith('in div.heads'))
        expect([await overflow(), cut], language).toEqual([[0, 0, 0], []])
      }
    } finally {
      await page.setViewportSize(PICTURES.small)
    }
    await leave(state)
  })
})

describe('what the pointer is over', () => {
  it('is marked in every pane that shows it', async () => {
    await reach(WINDOW_STATES.find(({ name }) => name === 'running') ?? expect.fail('no such state'))
    // Only what is seen is drawn: its end is scrolled to, as a person does it.
    await page.getByTestId('ladder').hover()
    await page.mouse.wheel(0, 5_000)
    await page.locator('section.ladder g.target').filter({ hasText: '#10 FIN ACK' }).hover()
    await page.locator('.tables .row.pointed').filter({ hasText: 'FIN ACK' }).waitFor()
    await page.locator('[data-testid=pointed] .segment').waitFor({ state: 'attached' })
    await page.locator('[data-testid=pointed] .lane').waitFor({ state: 'attached' })
    await page.locator('.tables .row').filter({ hasText: 'FIN' }).first().hover()
    await page.locator('section.ladder rect.pointed').waitFor({ state: 'attached' })
    await page.locator('.inspector li.over').filter({ hasText: 'FIN-WAIT-1' }).waitFor()
    await page.mouse.move(0, 0)
    await page.locator('[data-testid=pointed] i').first().waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })
})

describe('10,000 connections', () => {
  it('are shown all at once, by state, and a part of them as lanes', async () => {
    // Fewer events for each than an engine would tell: the states alone.
    const events = [...crowd(10_000, 0.5)].filter(({ type }) => type === 'transition' || type === 'timer')
    await reach({ name: 'crowd', script: { header: header(), events, fromMs: 30_000, end: 'open' }, reach: watch, says: /./ })
    await page.getByText('10,000 connections', { exact: true }).waitFor()
    await page.getByTestId('overview').hover({ position: { x: 200, y: 60 } })
    await page.getByTestId('overview').getByText(/^TIME-WAIT \d+/).waitFor()
    await sound('crowd, light')
    await picture(page, 'crowd', 'light')
    const box = await page.getByTestId('overview').boundingBox()
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 40)
    await page.mouse.down()
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 41, { steps: 2 })
    await page.mouse.up()
    await page.getByTestId('rows-shown').getByText(/–.* of 10,000/).waitFor()
    expect(complaints).toEqual([])
  })
})

describe('every colour of a text on its ground that was seen above', () => {
  it('has the contrast that axe asks for', async () => {
    expect(contrasts.count).toBeGreaterThan(20)
    const found = await contrasts.tooFaint(chromium)
    expect(found, found.join('\n')).toEqual([])
  })
})
