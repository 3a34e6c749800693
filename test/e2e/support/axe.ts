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
 * What a change of theme can make wrong: colours, and whether something must be scrolled. Every other rule of axe goes by elements, attributes, words and what of them
 * is visible at all.
 */
const STYLE_RULES = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable']

/** Everything that the other rules go by, as one text. Numbers move while a session runs, and name nothing; colours of figures stand in attributes, too. */
const GONE_BY = (of: string): string => `(() => {
  const colours = new Set(['style', 'data-theme', 'fill', 'stroke', 'stop-color'])
  const words = (text) => text.replace(/[\\d.,:−+-]+/g, '0')
  const parts = [document.title, document.documentElement.lang]
  for (const element of document.querySelectorAll(${JSON.stringify(`${of}, ${of} *`)})) {
    if (element.localName === 'style') continue
    const attributes = [...element.attributes].filter(({ name }) => !colours.has(name)).map(({ name, value }) => name + '=' + words(value))
    const { letterSpacing = '', wordSpacing = '', lineHeight = '' } = element.style ?? {}
    const { width, height } = element.getBoundingClientRect()
    const visible = element.checkVisibility({ visibilityProperty: true })
    const own = visible ? [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => words(data)) : []
    parts.push([element.tagName, ...attributes, letterSpacing, wordSpacing, lineHeight, width > 0 && height > 0, visible, ...own].join('|'))
  }
  return parts.join('\\n')
})()`

/** Of each page: what was found right by every rule. */
const right = new WeakMap<Page, string>()

/**
 * What axe finds wrong with the page as it is, one line for each element: by all of its rules; where the page differs from how it was found right in its colours alone
 * (another theme), by those that colours matter to. It is evaluated by the debugger's protocol, which the page's policy does not concern.
 * @param of the part of the page that is looked at, by a selector
 */
export async function violations(page: Page, of = 'html'): Promise<readonly string[]> {
  if (!await page.evaluate('"axe" in window')) await page.evaluate(source)
  const goneBy = await page.evaluate(GONE_BY(of)) as string
  const rules = right.get(page) === goneBy ? { runOnly: { type: 'rule', values: STYLE_RULES } } : {}
  const results = await page.evaluate(`(async () => {
    window.holdFrames?.(true)
    try {
      return await axe.run(${of === 'html' ? 'document' : JSON.stringify({ include: [[of]] })}, ${JSON.stringify({ resultTypes: ['violations'], ...rules })})
    } finally {
      window.holdFrames?.(false)
    }
  })()`) as AxeResults
  if (results.violations.length === 0) right.set(page, goneBy)
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${(failureSummary ?? '').split('\n').slice(1).join(' ').trim()}`))
}
