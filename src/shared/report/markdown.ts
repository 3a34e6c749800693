import { escapeControls } from '../story'
import type { SessionEvent, SessionHeader } from '../model/events'
import type { Words } from '../story'
import { assertNever } from '../base/assert'
import type { Block, Cell, Row } from './document'
import type { ExperimentTexts } from './experiment-texts'
import { SessionFacts } from './facts'
import { reportDocument } from './report-document'
import type { ReportWriter } from './text-writer'

export interface ReportWords {
  readonly words: Words
  /** What the session's experiment says of itself. */
  readonly texts: (header: SessionHeader) => ExperimentTexts | undefined
  readonly version: string
}

/** Sections with a row for each packet or call: a text for people leaves them to the other formats. */
const LONG: ReadonlySet<string> = new Set(['packets', 'calls', 'programs', 'counters'])

/** A report as Markdown (CommonMark with the tables of GitHub): notes, checks, predictions, paths. Everything a recording says is text in it, never markup. */
export class MarkdownWriter implements ReportWriter {
  private readonly facts = new SessionFacts()

  constructor(private readonly parts: ReportWords) {}

  take(event: SessionEvent): string {
    this.facts.take(event)
    return ''
  }

  finish(): string {
    const { facts, parts: { words, texts, version } } = this
    const document = reportDocument(facts, { words, version, texts: facts.header === undefined ? undefined : texts(facts.header) })
    const sections = document.sections.filter(({ id }) => !LONG.has(id)).map(({ heading, blocks }) => `## ${markdownText(heading)}\n\n${blocks.map(blockText).join('\n\n')}`)
    return `${[`# ${markdownText(document.title)}`, ...sections, '---', markdownText(document.footer)].join('\n\n')}\n`
  }

  left(): ReturnType<NonNullable<ReportWriter['left']>> {
    return this.facts.left
  }
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'text': return block.paragraphs.map(paragraphText).join('\n\n')
    case 'facts': return block.rows.map(([name, value]) => `- ${markdownText(name)}: ${markdownText(value)}`).join('\n')
    case 'list': return block.items.map(({ text, about, url }) => `- ${url === undefined ? markdownText(text) : `[${markdownText(text)}](${url})`}${about === undefined ? '' : `: ${markdownText(about)}`}`).join('\n')
    case 'table': return [rowText(block.columns.map((text) => ({ text }))), `|${block.columns.map(() => ' --- |').join('')}`, ...block.rows.map((row: Row) => rowText(row.cells))].join('\n')
    default: return assertNever(block, 'block')
  }
}

const rowText = (cells: readonly Cell[]): string => `| ${cells.map(cellText).join(' | ')} |`

function cellText({ text, links = [], look }: Cell): string {
  const mark = look === 'good' ? '✓ ' : look === 'bad' ? '✗ ' : look === 'open' ? '– ' : ''
  const own = look === 'mono' && text.trim() !== '' ? code(text) : markdownText(text)
  return `${mark}${[own, ...links.map((link) => markdownText(link.text))].filter((part) => part !== '').join('; ')}`
}

/** Backticks around code stay, as they do on the screen. */
const paragraphText = (paragraph: string): string => paragraph.split(/(`[^`]+`)/).map((part) => (/^`[^`]+`$/.test(part) ? part : markdownText(part))).join('')

/** As a program has it. The fence is longer than any run of backticks within; a bar would end the cell. */
function code(text: string): string {
  const line = escapeControls(text.trim().replace(/\s*\r?\n\s*/g, ' ')).replaceAll('|', '\\|')
  const fence = '`'.repeat(Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)) + 1)
  return line.includes('`') ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`
}

/** One line of text whose every character means itself (CommonMark 0.31 section 2.4); control characters are shown. */
export const markdownText = (text: string): string => escapeControls(text.trim().replace(/\s*\r?\n\s*/g, ' ')).replace(/[\\`*_[\]<>#|~&$]/g, (character) => `\\${character}`).replace(/^([-+=]|\d+(?=[.)] ))/, '$1\\').replace(/^([-+=])\\/, '\\$1')
