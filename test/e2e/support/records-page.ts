import { type Locator, type Page } from 'playwright-core'

/** Recordings as they lie there, as a person meets them: in English, by names and roles. How each begins (menu, key) is the test's. */
export class RecordsPage {
  constructor(private readonly page: Page) {}

  /** In the dialog with what comes with the program. */
  async openSample(title: string): Promise<void> {
    await this.page.getByRole('dialog', { name: 'Sample recordings' }).getByRole('button', { name: title, exact: true }).click()
  }

  /** What the grading pane says once the recording is read: points, and what the recording itself proves. */
  async graded(): Promise<string> {
    await this.page.getByTestId('score').waitFor()
    return (await this.page.getByTestId('score').textContent()) ?? ''
  }

  /** In the question with what the recording on the screen is compared: one that comes with the program. @returns the table of what differs */
  async compareWith(sample: string): Promise<Locator> {
    await this.page.getByRole('dialog', { name: 'Compare with' }).locator(`[data-sample=${sample}]`).click()
    const table = this.page.getByTestId('recordings-table')
    await table.waitFor()
    return table
  }
}
