import type { Page } from 'playwright-core'

/**
 * Text that a person cannot read whole, one line for each: cut off by an element around it that neither scrolls nor says by an ellipsis that there is more, or
 * covered by an element of the page's flow.
 * Figures are left out: their words are laid out by pure functions, whose tests know their widths.
 * @param of the part of the page that is looked at, by a selector
 */
export const cutTexts = (page: Page, of = 'body'): Promise<readonly string[]> => page.evaluate(`(() => {
  const found = []
  const scrolls = (style) => /auto|scroll/.test(style.overflowX + style.overflowY)
  // What opens over the rest on purpose: a list of suggestions, a note being written, a hint.
  const floats = (cover, own) => {
    for (let around = cover; around !== null && !around.contains(own); around = around.parentElement) if (/absolute|fixed/.test(getComputedStyle(around).position)) return true
    return false
  }
  const root = document.querySelector(${JSON.stringify(of)})
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  const range = document.createRange()
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const text = node.data.trim()
    const own = node.parentElement
    if (text === '' || own.closest('svg, canvas, .visually-hidden, option, .xterm, [aria-hidden=true]') !== null || !own.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
    range.selectNodeContents(node)
    const box = range.getBoundingClientRect()
    if (box.width === 0 || box.height === 0 || getComputedStyle(own).fontSize === '0px') continue
    let seen = true
    for (let around = own; around !== null; around = around.parentElement) {
      const style = getComputedStyle(around)
      const edge = around.getBoundingClientRect()
      const out = box.left < edge.left - 1.5 || box.right > edge.right + 1.5 || box.top < edge.top - 3 || box.bottom > edge.bottom + 3
      if (out && style.overflow !== 'visible') {
        // Whatever lies further out is not asked: it has been scrolled away, or is told by the ellipsis.
        if (!scrolls(style) && style.textOverflow !== 'ellipsis' && style.webkitMaskImage === 'none') found.push('cut: ' + text + ' in ' + around.tagName.toLowerCase() + '.' + around.className)
        seen = false
        break
      }
      if (style.position === 'fixed') break
    }
    if (!seen || getComputedStyle(own).pointerEvents === 'none') continue
    const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    if (top === null || own.contains(top) || top.contains(own) || floats(top, own)) continue
    found.push('covered: ' + text + ' by ' + top.tagName.toLowerCase() + '.' + (top.className.baseVal ?? top.className))
  }
  return found
})()`)
