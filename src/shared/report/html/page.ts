import { assertNever } from '../../base/assert'
import { markupText } from '../../figures/svg'
import type { Block, Cell, Place, ReportDocument, Row } from '../document'
import { REPORT_SCRIPT } from './script'
import { REPORT_STYLE } from './style'

export interface PageFigure {
  readonly id: string
  readonly heading: string
  /** Markup, made by figureSvg. */
  readonly html: string
}

export interface PageOptions {
  readonly language: string
  readonly digest: (text: string) => string
  /** Shown while nothing is selected: how the keys work. */
  readonly help: string
}

/** Sections that stand above the figures. */
const BEFORE: ReadonlySet<string> = new Set(['question', 'predictions', 'checks'])

/** The page around figures and sections. Its policy allows exactly its own script and style sheet. */
export function pageHtml(document: ReportDocument, figures: readonly PageFigure[], { language, digest, help }: PageOptions): string {
  const policy = `default-src 'none'; script-src 'sha256-${digest(REPORT_SCRIPT)}'; style-src 'sha256-${digest(REPORT_STYLE)}'; base-uri 'none'; form-action 'none'`
  const parts = [
    ...document.sections.filter(({ id }) => BEFORE.has(id)).map((section) => ({ ...section, html: section.blocks.map(blockHtml).join('') })), ...figures,
    ...document.sections.filter(({ id }) => !BEFORE.has(id)).map((section) => ({ ...section, html: section.blocks.map(blockHtml).join('') }))
  ]
  return `<!doctype html>
<html lang="${markupText(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${markupText(document.title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<header><h1>${markupText(document.title)}</h1><p>${markupText(document.footer)}</p></header>
<nav>${parts.map(({ id, heading }) => `<a href="#${markupText(id)}">${markupText(heading)}</a>`).join(' ')}</nav>
${parts.map(({ id, heading, html }) => `<section id="${markupText(id)}"><h2>${markupText(heading)}</h2>${html}</section>`).join('\n')}
</main>
<div id="detail" role="status">${markupText(help)}</div>
<script>${REPORT_SCRIPT}</script>
</body>
</html>
`
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'text': return block.paragraphs.map((paragraph) => `<p>${rich(paragraph)}</p>`).join('')
    case 'facts': return `<dl>${block.rows.map(([name, value]) => `<dt>${markupText(name)}</dt><dd>${markupText(value)}</dd>`).join('')}</dl>`
    case 'list': return `<ul>${block.items.map(({ text, about, url }) => `<li>${url === undefined ? `<span class="mono">${markupText(text)}</span>` : `<a href="${markupText(url)}" rel="noreferrer">${markupText(text)}</a>`}${about === undefined ? '' : `: ${markupText(about)}`}</li>`).join('')}</ul>`
    case 'table': return `<div class="scroll${block.long === true ? ' long' : ''}"><table><thead><tr>${block.columns.map((name, i) => `<th scope="col"${block.rows[0]?.cells[i]?.look === 'number' ? ' class="number"' : ''}>${markupText(name)}</th>`).join('')}</tr></thead><tbody>${block.rows.map(rowHtml).join('')}</tbody></table></div>`
    default: return assertNever(block, 'block')
  }
}

const rowHtml = ({ cells, place }: Row): string =>
  `<tr${place?.at === undefined && place?.packet === undefined ? '' : `${placeAttributes(place)} tabindex="0"`}>${cells.map(cellHtml).join('')}</tr>`

/** A word that no column has room for: it is broken where it must be, or it would make the whole page smaller on paper. */
const LONG_RUN = /\S{40}/
const MARKS = { good: '✓ ', bad: '✗ ', open: '– ', number: '', mono: '' } as const

function cellHtml({ text, links = [], look }: Cell): string {
  const own = `${look === undefined ? '' : MARKS[look]}${markupText(text)}`
  const linked = links.map((link) => `<button type="button" class="place"${placeAttributes(link.place)}>${markupText(link.text)}</button>`).join(' ')
  const classes = [...(look === undefined ? [] : [look]), ...(LONG_RUN.test(text) ? ['run'] : [])]
  return `<td${classes.length === 0 ? '' : ` class="${classes.join(' ')}"`}>${own}${linked}</td>`
}

const placeAttributes = ({ conn, end, at, packet }: Place): string => [
  conn === undefined ? '' : ` data-c="${markupText(conn)}"`, end === undefined ? '' : ` data-e="${end}"`, at === undefined ? '' : ` data-t="${at}"`, packet === undefined ? '' : ` data-p="${packet}"`
].join('')

/** `code` between backticks; everything else is text. */
const rich = (paragraph: string): string =>
  paragraph.split(/(`[^`]+`)/).map((part) => (/^`[^`]+`$/.test(part) ? `<code>${markupText(part.slice(1, -1))}</code>` : markupText(part))).join('')
