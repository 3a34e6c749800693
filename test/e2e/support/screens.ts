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
