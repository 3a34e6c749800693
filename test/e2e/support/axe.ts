import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What can be wrong in one theme and right in another. */
export const COLOUR_RULES = ['color-contrast', 'link-in-text-block'] as const

export interface AxeOptions {
  /** The part of the page that is looked at, by a selector. @default all of it */
  readonly of?: string
  /** These alone. @default all of them */
  readonly rules?: readonly string[]
}

/** What axe finds wrong with the page as it is, one line for each element. It is evaluated by the debugger's protocol, which the page's policy does not concern. */
export async function violations(page: Page, { of, rules }: AxeOptions = {}): Promise<readonly string[]> {
  if (!await page.evaluate('"axe" in window')) await page.evaluate(source)
  const options = { resultTypes: ['violations'], ...(rules === undefined ? {} : { runOnly: { type: 'rule', values: rules } }) }
  const results = await page.evaluate(`axe.run(${of === undefined ? 'document' : JSON.stringify({ include: [[of]] })}, ${JSON.stringify(options)})`) as AxeResults
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${(failureSummary ?? '').split('\n').slice(1).join(' ').trim()}`))
}
