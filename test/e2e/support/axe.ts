import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

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

/**
 * What axe finds wrong with the page as it is, by all of its rules, one line for each element. It is evaluated by the debugger's protocol, which the page's policy does not concern.
 * @param of the part of the page that is looked at, by a selector; undefined: all of it
 */
export async function violations(page: Page, of?: string): Promise<readonly string[]> {
  if (!await page.evaluate('"axe" in window')) await page.evaluate(source)
  const results = await page.evaluate(`(async () => {
    window.holdFrames?.(true)
    try {
      return await axe.run(${of === undefined ? 'document' : JSON.stringify({ include: [[of]] })}, { resultTypes: ['violations'] })
    } finally {
      window.holdFrames?.(false)
    }
  })()`) as AxeResults
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${(failureSummary ?? '').split('\n').slice(1).join(' ').trim()}`))
}
