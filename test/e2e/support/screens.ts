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

/** Sizes of the pictures: a laptop's and a large screen's. */
export const PICTURES = { small: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 } } as const
/** States of which there are pictures in every theme and at both sizes; of the others there is one, light and small. */
const WHOLE_MATRIX: ReadonlySet<string> = new Set(['running', 'first-run'])

/** A state of the window: `docs/screens/states/NAME-VARIANT.png`, and `-1920` for the large one. */
export async function picture(page: Page, name: string, variant: string): Promise<void> {
  if (!asked || (variant !== 'light' && !WHOLE_MATRIX.has(name))) return
  await mkdir(join(folder, 'states'), { recursive: true })
  const path = (suffix: string): string => join(folder, 'states', `${name}-${variant}${suffix}.png`)
  await page.screenshot({ path: path(''), animations: 'disabled' })
  if (!WHOLE_MATRIX.has(name)) return
  await page.setViewportSize(PICTURES.large)
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  await page.screenshot({ path: path('-1920'), animations: 'disabled' })
  await page.setViewportSize(PICTURES.small)
}
