import { ladderFigure } from '../../figures/ladder/ladder-figure'
import { ladderOf } from '../../figures/ladder/ladder'
import type { Figure, Part } from '../../figures/figure'
import { lifecycleFigure } from '../../figures/lifecycle-figure'
import { LifecycleStory } from '../../figures/lifecycle-story'
import type { ThemeName } from '../../figures/palette'
import { machineFigure, machinePaths } from '../../figures/machine/machine-figure'
import { figureSvg, markupText } from '../../figures/svg'
import type { ConnectionSummary, SessionEvent } from '../../model/events'
import { SessionFacts } from '../facts'
import type { ReportWords } from '../markdown'
import { reportDocument } from '../report-document'
import type { ReportWriter } from '../text-writer'
import { pageHtml } from './page'

/** Connections with a ladder and a state machine of their own: as many as the lifecycle has lanes for. And events that are kept for them. */
const MOST_DRAWN = 12
const MOST_EVENTS = 20_000
/** px: as wide as the page's column; a figure of one connection is narrower, so that it can be read on paper. */
const WIDTH = 1180
const OWN_WIDTH = 900
const MACHINE_HEIGHT = 420
const THEMES: readonly ThemeName[] = ['light', 'dark']

const KEPT: ReadonlySet<SessionEvent['type']> = new Set<SessionEvent['type']>(['packet', 'transition', 'sample', 'timer', 'api', 'fault', 'discrepancy', 'note', 'gap'])

/** What is a mark on the lifecycle's time axis, and how many are drawn: a person makes dozens, a hostile file a hundred thousand. */
const MARKS: ReadonlySet<SessionEvent['type']> = new Set<SessionEvent['type']>(['fault', 'discrepancy', 'note', 'gap', 'step'])
const MOST_MARKS = 4_000

export interface HtmlReportParts extends ReportWords {
  readonly language: string
  /** SHA-256 of a text, base64: the page allows its own script and style by it, and nothing else. */
  readonly digest: (text: string) => string
}

/**
 * A laboratory report in one file: figures in which one place is selected everywhere, tables behind them, for the screen and for paper. It asks for nothing from anywhere, and takes
 * nothing a recording says for markup.
 */
export class HtmlReport implements ReportWriter {
  private readonly facts = new SessionFacts()
  private readonly story = new LifecycleStory()
  private readonly events: SessionEvent[] = []
  private marked = 0

  constructor(private readonly parts: HtmlReportParts) {}

  take(event: SessionEvent): string {
    this.facts.take(event)
    if (!MARKS.has(event.type) || this.marked++ < MOST_MARKS) this.story.take(event)
    if (KEPT.has(event.type) && this.events.length < MOST_EVENTS) this.events.push(event)
    return ''
  }

  finish(): string {
    const { facts, story, parts: { words, texts, version, language, digest } } = this
    story.finish()
    const document = reportDocument(facts, { words, version, texts: facts.header === undefined ? undefined : texts(facts.header) })
    const figures = facts.connections.length === 0 ? [] : [
      { id: 'lifecycle', heading: words.say('figures.lifecycle.title'), html: this.lifecycle() }, { id: 'ladder', heading: words.say('report.section.ladder'), html: this.ladders() },
      { id: 'machine', heading: words.say('report.section.machine'), html: this.machines() }
    ]
    return pageHtml(document, figures, { language, digest, help: words.say('report.help') })
  }

  left(): ReturnType<NonNullable<ReportWriter['left']>> {
    return this.facts.left
  }

  private lifecycle(): string {
    const { words } = this.parts
    const about = { title: words.say('figures.lifecycle.title') }
    const drawn = THEMES.map((theme) => themed(theme, figureSvg(lifecycleFigure(this.story, { width: WIDTH, theme, words }), about, { attributes: (part) => this.attributes(part, undefined) })))
    return `<div class="figure lifecycle">${drawn.join('')}</div>`
  }

  private ladders(): string {
    const { words } = this.parts
    const conns = this.drawn
    const options = conns.map((connection) => `<option value="${markupText(connection.id)}">${markupText(this.named(connection))}</option>`).join('')
    const chooser = conns.length < 2 ? '' : `<div class="choose"><label for="connection">${markupText(words.say('report.column.connection'))}</label><select id="connection">${options}</select></div>`
    const boxes = conns.map((connection) => {
      const ladder = ladderOf(this.events, connection.id)
      return this.ofOne(connection, words.say('figures.ladder.title', { conn: connection.id }), (theme) => ladderFigure(ladder, { width: OWN_WIDTH, theme, words, server: connection.server, mostRows: 400 }))
    })
    return `${chooser}${boxes.join('')}${this.leftOut()}`
  }

  private machines(): string {
    const { words } = this.parts
    const boxes = this.drawn.map((connection) => {
      const paths = machinePaths(this.facts.transitions.filter(({ conn }) => conn === connection.id))
      return this.ofOne(connection, words.say('figures.machine.title', { conn: connection.id }), (theme) => machineFigure({ width: OWN_WIDTH, height: MACHINE_HEIGHT, theme, words, paths }))
    })
    return `${boxes.join('')}${this.leftOut()}`
  }

  private get drawn(): readonly ConnectionSummary[] {
    return this.facts.connections.slice(0, MOST_DRAWN)
  }

  private named({ id, client, server }: ConnectionSummary): string {
    return `${[id, this.story.names[Number(id.slice(1)) - 1]].filter((text) => text !== undefined).join(' ')}: ${client} → ${server}`
  }

  /** A figure of one connection: on the screen the chosen one is seen, on paper all, each with its name. */
  private ofOne(connection: ConnectionSummary, title: string, figure: (theme: ThemeName) => Figure): string {
    const drawn = THEMES.map((theme) => themed(theme, figureSvg(figure(theme), { title }, { attributes: (part) => this.attributes(part, connection.id) })))
    return `<div class="figure" data-of="${markupText(connection.id)}"><h3>${markupText(this.named(connection))}</h3>${drawn.join('')}</div>`
  }

  /** Connections without figures of their own. */
  private leftOut(): string {
    const { connections, left: { connection: beyond = 0 } } = this.facts
    const count = connections.length + beyond - this.drawn.length
    return count > 0 ? `<p>${markupText(this.parts.words.say('report.undrawn', { count, drawn: this.drawn.length }))}</p>` : ''
  }

  /** What a part stands for, for the page's script and for the keyboard. */
  private attributes(part: Part, ladder: string | undefined): string {
    const { target, title } = part
    if (target === undefined) return ''
    const conn = part.conn ?? ladder
    const at = target.kind === 'packet' ? this.story.packets.instant(this.story.packets.indexOf(target.n)) : target.at
    const end = target.kind === 'packet' ? null : target.end
    // A packet is one in every figure; a state has its beginning and its end of the connection.
    const x = ladder === undefined ? leftOf(part) : undefined
    return [
      conn === undefined ? '' : ` data-c="${markupText(conn)}"`, end === null ? '' : ` data-e="${end}"`, ` data-t="${at}"`, target.kind === 'packet' ? ` data-p="${target.n}"` : '',
      x === undefined ? '' : ` data-x="${x.toFixed(1)}"`, title === undefined ? '' : ` tabindex="0" role="button" aria-label="${markupText(title)}"`
    ].join('')
  }
}

const themed = (theme: ThemeName, svg: string): string => `<div class="${theme}">${svg}</div>`

/** Where a part begins: its instant on the time axis. */
function leftOf({ shapes }: Part): number | undefined {
  const first = shapes[0]
  return first === undefined || first.shape === 'path' ? undefined : first.shape === 'line' ? first.x1 : first.x
}

