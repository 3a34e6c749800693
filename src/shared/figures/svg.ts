import { escapeControls } from '../story/line'
import type { Figure, Part, Shape } from './figure'

/** Generic families last: a picture that leaves the window is drawn wherever it goes. */
const SANS = 'system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Noto Sans CJK KR, Malgun Gothic, sans-serif'
const MONO = 'ui-monospace, SF Mono, Consolas, DejaVu Sans Mono, Noto Sans Mono CJK KR, monospace'

/** For a picture within a page, whose own style sheet says how it looks. */
export interface SvgPage {
  /** Attributes of a part, ready to be written, with a blank before each. */
  readonly attributes: (part: Part) => string
}

export interface SvgAbout {
  /** What the picture shows: its name for screen readers, and its title wherever it is opened. */
  readonly title: string
  readonly description?: string
}

/**
 * A figure as the text of an SVG 1.1 file: no script, no style sheet, no reference to anything outside. Whatever a recording or a person wrote is escaped.
 */
export function figureSvg(figure: Figure, about: SvgAbout, page?: SvgPage): string {
  const { width, height, ground } = figure
  const size = `width="${number(width)}" height="${number(height)}" viewBox="0 0 ${number(width)} ${number(height)}"`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="${page === undefined ? 'img' : 'group'}" font-family="${SANS}"${page === undefined ? ' style="font-variant-numeric: tabular-nums"' : ` aria-label="${markupText(about.title)}"`}>`,
    ...(page === undefined ? [`<title>${markupText(about.title)}</title>`] : []),
    ...(about.description === undefined ? [] : [`<desc>${markupText(about.description)}</desc>`]),
    `<rect width="${number(width)}" height="${number(height)}" fill="${ground}"/>`,
    ...figure.parts.map((part) => partSvg(part, page?.attributes(part) ?? '')),
    '</svg>', ''
  ].join('\n')
}

const partSvg = (part: Part, attributes: string): string =>
  `<g${attributes}>${part.title === undefined ? '' : `<title>${markupText(part.title)}</title>`}${part.shapes.map(shapeSvg).join('')}</g>`

function shapeSvg(s: Shape): string {
  switch (s.shape) {
    case 'line': return `<line ${numbers({ x1: s.x1, y1: s.y1, x2: s.x2, y2: s.y2 })} ${strokeOf(s)}/>`
    case 'box': return `<rect ${numbers({ x: s.x, y: s.y, width: Math.max(0, s.width), height: Math.max(0, s.height), rx: s.radius ?? 0 })} fill="${s.fill}"${s.stroke === undefined ? '' : ` ${strokeOf({ ...s, stroke: s.stroke, width: 1.2 })}`}/>`
    case 'path': return `<path d="${s.d}" fill="${s.fill}"${s.stroke === undefined ? '' : ` ${strokeOf({ ...s, stroke: s.stroke })}`}/>`
    case 'text': {
      const halo = s.halo === undefined ? '' : ` stroke="${s.halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`
      const look = `${s.weight === undefined ? '' : ' font-weight="600"'}${s.mono === undefined ? '' : ` font-family="${MONO}"`}`
      return `<text ${numbers({ x: s.x, y: s.y, 'font-size': s.size })} fill="${s.fill}" text-anchor="${s.anchor}"${look}${halo}>${markupText(s.text)}</text>`
    }
  }
}

const strokeOf = ({ stroke, width, dash }: { readonly stroke: string; readonly width?: number; readonly dash?: string }): string =>
  `stroke="${stroke}" stroke-width="${number(width ?? 1)}"${dash === undefined ? '' : ` stroke-dasharray="${dash}"`}`

const numbers = (values: Readonly<Record<string, number>>): string => Object.entries(values).map(([name, value]) => `${name}="${number(value)}"`).join(' ')
/** A tenth of a pixel is enough, and NaN never leaves. */
const number = (value: number): string => (Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '0')

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' }
/** For element content and attributes; control characters, which XML forbids, are shown as escapes, and lone surrogates as what stands for them. */
export const markupText = (value: string): string => escapeControls(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '').replace(/[\ud800-\udfff\ufffe\uffff]/gu, '\ufffd')
