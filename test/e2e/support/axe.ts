import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { RunOptions } from 'axe-core'
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
 * Whether everything that axe's rules go by is as it was when they found nothing wrong: elements, attributes, what of them is visible at all, what must be scrolled, which links are told by more than a
 * colour; of names that they are there, and which of them are the same; of other words that they are there. So another theme is the same page, and so is another language where it changes nothing but words.
 * Numbers move while a session runs, and name nothing; colours of figures stand in attributes, too. What is chosen of a list is no rule's business: the language itself is.
 */
const KNOWN = (of: string, remember: boolean): string => `(() => {
  const colours = new Set(['style', 'data-theme', 'fill', 'stroke', 'stop-color', 'lang'])
  const named = new Set(['aria-label', 'aria-description', 'aria-valuetext', 'title', 'placeholder', 'alt', 'value'])
  const numbers = new Map([['', '']])
  const words = (text) => {
    const plain = text.trim().replace(/[\\d.,:−+-]+/g, '0')
    if (!numbers.has(plain)) numbers.set(plain, numbers.size)
    return numbers.get(plain)
  }
  const naming = new Set([...document.querySelectorAll('[aria-labelledby]')].flatMap((element) => element.getAttribute('aria-labelledby').split(' ')))
  const names = (element) => element.localName === 'a' || element.localName === 'label' || naming.has(element.id)
  const parts = [words(document.title)]
  for (const element of document.querySelectorAll(${JSON.stringify(`${of}, ${of} *`)})) {
    if (element.localName === 'style') continue
    const attributes = [...element.attributes].filter(({ name }) => !colours.has(name) && !(name === 'value' && /^(?:select|option)$/.test(element.localName))).map(({ name, value }) => name + '=' + (named.has(name) ? words(value) : value.replace(/[\\d.,:−+-]+/g, '0')))
    const { letterSpacing = '', wordSpacing = '', lineHeight = '' } = element.style ?? {}
    const { width, height } = element.getBoundingClientRect()
    const visible = element.checkVisibility({ visibilityProperty: true })
    const own = visible ? [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => (names(element) ? words(data) : Number(data.trim() !== ''))) : []
    const larger = element.scrollHeight > element.clientHeight || element.scrollWidth > element.clientWidth
    const scrolls = larger && /auto|scroll/.test(getComputedStyle(element).overflow)
    const link = element.localName === 'a' ? getComputedStyle(element).textDecorationLine + getComputedStyle(element).fontWeight : ''
    parts.push([element.tagName, ...attributes, letterSpacing, wordSpacing, lineHeight, width > 0 && height > 0, visible, scrolls, link, ...own].join('|'))
  }
  const looks = parts.join('\\n')
  const known = window.foundRight ??= new Set()
  if (${remember}) known.add(looks)
  return known.has(looks)
})()`

/** What a rule found wrong with one element. */
interface Found {
  readonly rule: string
  readonly target: string
  readonly summary: string
}

/** What axe finds wrong with the page as it is. It is evaluated by the debugger's protocol, which the page's policy does not concern. @param of the part of the page that is looked at, by a selector */
export async function axeFinds(page: Page, of: string, options: RunOptions): Promise<readonly Found[]> {
  // Of what it finds its place is told, not its source: the text of every element that a rule looked at, the whole page's among them.
  if (!await page.evaluate('"axe" in window')) await page.evaluate(`${source}\naxe.configure({ noHtml: true })`)
  // Nothing here plays sound or turns the screen: what axe would load for those rules is not. Of all it has to say only what is found comes over.
  return page.evaluate(`(async () => {
    window.holdFrames?.(true)
    try {
      const { violations } = await axe.run(${of === 'html' ? 'document' : JSON.stringify({ include: [[of]] })}, ${JSON.stringify({ resultTypes: ['violations'], preload: false, ...options } satisfies RunOptions)})
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ rule: id, target: target.join(' '), summary: (failureSummary ?? '').split('\\n').slice(1).join(' ').trim() })))
    } finally {
      window.holdFrames?.(false)
    }
  })()`)
}

/**
 * What axe finds wrong with the page by all of its rules but that on contrast (contrasts.ts), one line for each element. Where the page differs from how it was found right in its colours alone, or its
 * language alone, nothing can be.
 * @param of the part of the page that is looked at, by a selector
 */
export async function violations(page: Page, of = 'html'): Promise<readonly string[]> {
  if (await page.evaluate(KNOWN(of, false))) return []
  const found = await axeFinds(page, of, { rules: { 'color-contrast': { enabled: false } } })
  if (found.length === 0) await page.evaluate(KNOWN(of, true))
  return found.map(({ rule, target, summary }) => `${rule}: ${target}: ${summary}`)
}
