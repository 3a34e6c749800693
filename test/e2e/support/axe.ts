import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe finds wrong with the page as it is, one line for each element. It is evaluated by the debugger's protocol, which the page's policy does not concern.
 * @param rules these alone; all of them when absent
 */
export async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  if (!await page.evaluate('"axe" in window')) await page.evaluate(source)
  const options = { resultTypes: ['violations'], ...(rules === undefined ? {} : { runOnly: { type: 'rule', values: rules } }) }
  const results = await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`) as AxeResults
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${(failureSummary ?? '').split('\n').slice(1).join(' ').trim()}`))
}
