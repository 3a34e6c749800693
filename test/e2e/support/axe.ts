import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What can be wrong in one theme and right in another. */
export const COLOUR_RULES = ['color-contrast', 'link-in-text-block'] as const

/** For `addInitScript`: while axe looks, the page draws no frames. A countdown that moves sixty times a second would take half of the processor from it. */
export const HOLD_FRAMES = `(() => {
  const real = window.requestAnimationFrame.bind(window)
  let held = null
  window.requestAnimationFrame = (callback) => (held === null ? real(callback) : -held.push(callback))
  window.holdFrames = (on) => {
    const late = held ?? []
    held = on ? late : null
    if (!on) late.forEach(real)
  }
})()`

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
  const results = await page.evaluate(`(async () => {
    window.holdFrames?.(true)
    try {
      return await axe.run(${of === undefined ? 'document' : JSON.stringify({ include: [[of]] })}, ${JSON.stringify(options)})
    } finally {
      window.holdFrames?.(false)
    }
  })()`) as AxeResults
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${(failureSummary ?? '').split('\n').slice(1).join(' ').trim()}`))
}
