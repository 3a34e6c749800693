import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'

const folder = resolve(import.meta.dirname, '../../../docs/screens')
/** Pictures for the documents are made only when asked for. */
const asked = process.env['TWLAB_SCREENS'] === '1'

/** The page as it is: `docs/screens/NAME.png`. */
export async function screen(page: Page, name: string): Promise<void> {
  if (!asked) return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
}

/** The window in light, in dark and in Korean: `NAME-light.png`, `NAME-dark.png`, `NAME-ko.png`; afterwards it is as before. */
export async function windowScreens(page: Page, name: string): Promise<void> {
  if (!asked) return
  await page.emulateMedia({ colorScheme: 'light' })
  await screen(page, `${name}-light`)
  await page.emulateMedia({ colorScheme: 'dark' })
  await screen(page, `${name}-dark`)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.getByTestId('language').selectOption('ko')
  await page.getByRole('banner').getByRole('button', { name: '정지' }).waitFor()
  await screen(page, `${name}-ko`)
  await page.getByTestId('language').selectOption('en')
  await page.getByRole('banner').getByRole('button', { name: 'Stop' }).waitFor()
}

/** The window in English and light, and in Korean and dark: `NAME-light.png`, `NAME-ko-dark.png`; afterwards it is as before. */
export async function lightAndKoreanDark(page: Page, name: string): Promise<void> {
  if (!asked) return
  await page.emulateMedia({ colorScheme: 'light' })
  await screen(page, `${name}-light`)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.getByTestId('language').selectOption('ko')
  await page.locator('html[lang=ko]').waitFor()
  await screen(page, `${name}-ko-dark`)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.getByTestId('language').selectOption('en')
  await page.locator('html[lang=en]').waitFor()
}

/** Sizes of the pictures: a laptop's and a large screen's. */
export const PICTURES = { small: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 } } as const
/** States of which the documents have pictures in every theme and at both sizes; of the others one, light and small. */
const WHOLE_MATRIX: ReadonlySet<string> = new Set(['running', 'first-run'])
/** A folder for pictures of every state, in every theme, language and size: to be looked at, not to be kept. */
const everything = process.env['TWLAB_SCREENS_ALL']

/** A state of the window: `docs/screens/states/NAME-VARIANT.png`, and `-1920` for the large one. */
export async function picture(page: Page, name: string, variant: string): Promise<void> {
  const whole = everything !== undefined || WHOLE_MATRIX.has(name)
  if (everything === undefined && (!asked || (variant !== 'light' && !whole))) return
  const into = everything ?? join(folder, 'states')
  await mkdir(into, { recursive: true })
  for (const [size, suffix] of whole ? [['large', '-1920'], ['small', '']] as const : [['small', '']] as const) {
    await page.setViewportSize(PICTURES[size])
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    await page.screenshot({ path: join(into, `${name}-${variant}${suffix}.png`), animations: 'disabled' })
  }
}
