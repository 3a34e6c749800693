import type { Browser, Page } from 'playwright-core'
import { axeFinds } from './axe'

/** A colour of text on a ground, as both are seen; large text may have less contrast (WCAG 2.2, 1.4.3: from 24 px, bold from 18.66 px). */
interface Pair {
  readonly text: string
  readonly ground: string
  readonly large: boolean
  /** Where it was seen first: words, and the element that holds them. */
  readonly seen: string
}

/**
 * Every pair of a text's colour and its ground that the page shows and has not been told yet. The ground is what lies under the middle of the text: the grounds of the elements around it and of those that
 * lie between, laid over each other with their opacity. Left out, as by axe: what is disabled, hidden from screen readers, or on a picture (a gradient).
 * Words within figures are left out, too: the palette's own tests know their colours.
 */
const PAIRS = (of: string): string => `(() => {
  const told = window.contrastsTold ??= new Set()
  const parse = (text) => {
    const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number)
    return [r * a, g * a, b * a, a]
  }
  const over = (top, below) => top.map((part, i) => part + below[i] * (1 - top[3]))
  const plain = ([r, g, b]) => 'rgb(' + [r, g, b].map(Math.round).join(', ') + ')'
  const styles = new Map()
  const styleOf = (element) => {
    let known = styles.get(element)
    if (known === undefined) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element)
      styles.set(element, known = { ground: parse(backgroundColor), picture: backgroundImage !== 'none', opacity: Number(opacity) })
    }
    return known
  }
  /** What is under a text, from the nearest to the page's root. */
  const under = (element, box) => {
    const around = []
    for (let each = element; each !== null; each = each.parentElement) around.push(each)
    const at = document.elementsFromPoint(box.left + box.width / 2, box.top + box.height / 2)
    const from = at.indexOf(element)
    if (from < 0) return around
    const layers = []
    for (const each of at.slice(from)) {
      if (!each.contains(element)) layers.push(each)
      else while (around.length > 0 && each.contains(around[0])) layers.push(around.shift())
    }
    return [...layers, ...around]
  }
  const found = []
  const range = document.createRange()
  const judge = (element, words, colour, box) => {
    if (box.width < 2 || box.height < 2) return
    let [text, ground] = [parse(colour), [0, 0, 0, 0]]
    for (const layer of under(element, box)) {
      const { ground: own, picture, opacity } = styleOf(layer)
      if (picture && ground[3] < 1) return
      text = over(text, own)
      ground = over(ground, own)
      if (opacity < 1 && layer.contains(element)) [text, ground] = [text, ground].map((each) => each.map((part) => part * opacity))
    }
    const white = [255, 255, 255, 1]
    const { fontSize, fontWeight } = getComputedStyle(element)
    const px = Number.parseFloat(fontSize)
    const pair = { text: plain(over(text, white)), ground: plain(over(ground, white)), large: px >= 24 || (px >= 18.66 && Number(fontWeight) >= 700) }
    const key = [pair.text, pair.ground, pair.large].join()
    if (told.has(key)) return
    told.add(key)
    found.push({ ...pair, seen: words.trim().slice(0, 60) + ' in ' + element.localName + '.' + element.className })
  }
  const root = document.querySelector(${JSON.stringify(of)})
  const passed = (element) => element.closest('svg, [aria-hidden=true], [aria-disabled=true], :disabled, option, style, script') !== null || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const element = node.parentElement
    if (node.data.trim() === '' || passed(element)) continue
    range.selectNodeContents(node)
    judge(element, node.data, getComputedStyle(element).color, range.getBoundingClientRect())
  }
  for (const field of root.querySelectorAll('input:not([type=checkbox], [type=radio], [type=range], [type=file]), textarea, select')) {
    if (passed(field)) continue
    const placeholder = field.value === '' && field.placeholder ? getComputedStyle(field, '::placeholder').color : undefined
    if (placeholder !== undefined || field.value !== '') judge(field, field.value || field.placeholder, placeholder ?? getComputedStyle(field).color, field.getBoundingClientRect())
  }
  return found
})()`

/**
 * Contrast, which is half of axe's time on a page: what is seen in all states of the window is gathered, and axe judges each pair of colours once, on a page made of them.
 */
export class Contrasts {
  private readonly pairs = new Map<string, Pair>()

  /** @param where the state and the theme @param of the part of the page that is looked at, by a selector */
  async gather(page: Page, where: string, of = 'html'): Promise<void> {
    for (const pair of await page.evaluate<readonly Pair[]>(PAIRS(of))) {
      const key = `${pair.text} ${pair.ground} ${pair.large}`
      if (!this.pairs.has(key)) this.pairs.set(key, { ...pair, seen: `${where}: ${pair.seen}` })
    }
  }

  /** How many differ. */
  get count(): number {
    return this.pairs.size
  }

  /** @returns what axe finds too faint, one line for each pair, with the place where it was seen first */
  async tooFaint(browser: Browser): Promise<readonly string[]> {
    const pairs = [...this.pairs.values()]
    const page = await browser.newPage()
    await page.setContent(`<!doctype html><title>Pairs</title>${pairs.map((pair, i) => `<p id="p${i}" style="color: ${pair.text}; background: ${pair.ground}; font: ${pair.large ? 24 : 16}px sans-serif">Words ${i}</p>`).join('')}`)
    const found = await axeFinds(page, 'html', { runOnly: { type: 'rule', values: ['color-contrast'] } })
    await page.close()
    return found.map(({ target, summary }) => `${pairs[Number(/^#p(\d+)$/.exec(target)?.[1])]?.seen ?? target}: ${summary}`)
  }
}
