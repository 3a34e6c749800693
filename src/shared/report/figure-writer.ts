import { comparisonOf } from '../comparison/comparison'
import { Observed } from '../experiment/observed'
import { comparisonSvg } from '../figures/comparison/comparison-svg'
import { countdownPicture } from '../figures/countdown-picture'
import { ladderSvg } from '../figures/ladder/ladder-figure'
import { lifecycleFigure, MOST_STILL_ROWS } from '../figures/lifecycle-figure'
import { LifecycleStory } from '../figures/lifecycle-story'
import { machineSvg } from '../figures/machine/machine-figure'
import { overviewFigure } from '../figures/overview-figure'
import type { ThemeName } from '../figures/palette'
import { figureSvg } from '../figures/svg'
import { instantText } from '../figures/words'
import type { SessionEvent } from '../model/events'
import type { Words } from '../story'
import type { FigureName } from './formats'
import type { ReportWriter } from './text-writer'

export interface FigureLook {
  readonly words: Words
  readonly theme: ThemeName
  readonly width: number
  /** Those drawn; a figure of one connection shows the first. */
  readonly connections?: readonly string[]
  /** ns: the end of what is wanted of the session. A countdown is that of this instant. */
  readonly until?: number
}

/** Connections beside each other, at most, and the height of each, px. */
const MOST_BESIDE = 4
const BESIDE_HEIGHT = 220
/** Connections in one picture, at most. */
const MOST_DRAWN: Readonly<Record<FigureName, number>> = { lifecycle: MOST_STILL_ROWS, overview: Number.POSITIVE_INFINITY, ladder: 1, machine: 1, countdown: 1, comparison: MOST_BESIDE }
/** Height of the state machine, as a part of its width. */
const MACHINE_SHAPE = 0.42
/** Events kept for a picture: of a longer session the picture shows its beginning. */
const MOST_EVENTS = 200_000
const KEPT: ReadonlySet<SessionEvent['type']> = new Set<SessionEvent['type']>([
  'session', 'packet', 'transition', 'sample', 'timer', 'api', 'fault', 'discrepancy', 'note', 'gap', 'step'
])

/** One picture of a session, as SVG. */
export class FigureWriter implements ReportWriter {
  private readonly events: SessionEvent[] = []
  private readonly story = new LifecycleStory()
  private readonly observed = new Observed({ connections: MOST_BESIDE, calls: new Set() })
  private more = 0
  private connections = 0
  /** Connections in the picture, at most. */
  private drawn: number

  constructor(private readonly figure: FigureName, private readonly look: FigureLook) {
    this.drawn = MOST_DRAWN[figure]
  }

  take(event: SessionEvent): string {
    if (event.type === 'connection') this.connections++
    if (this.figure === 'lifecycle' || this.figure === 'overview' || this.figure === 'countdown') this.story.take(event)
    else if (this.figure === 'comparison') this.observed.apply(event)
    else if (!KEPT.has(event.type)) return ''
    else if (this.events.length < MOST_EVENTS) this.events.push(event)
    else if (event.type === 'packet') this.more++
    return ''
  }

  finish(): string {
    const { words, theme, width, connections } = this.look
    if (this.figure === 'lifecycle') {
      const story = this.story.finish()
      const about = { title: words.say('figures.lifecycle.title'), description: words.say('figures.lifecycle.description', { from: instantText(0), to: instantText(story.latest) }) }
      return figureSvg(lifecycleFigure(story, { width, theme, words, ...(connections === undefined ? {} : { connections }) }), about)
    }
    if (this.figure === 'overview') {
      const story = this.story.finish()
      if (story.rows.rows.length === 0) return ''
      return figureSvg(overviewFigure(story, { width, theme, words, ...(connections === undefined ? {} : { connections }) }), { title: words.say('figures.overview.title', { count: story.rows.rows.length }) })
    }
    if (this.figure === 'countdown') return this.countdown()
    if (this.figure === 'comparison') return this.comparison()
    const conn = connections?.[0] ?? firstConnection(this.events)
    return (this.figure === 'ladder' ? ladderSvg(this.events, conn, { width, theme, words }) : machineSvg(this.events, conn, { width, height: Math.round(width * MACHINE_SHAPE), theme, words })) ?? ''
  }

  private countdown(): string {
    const { words, theme, connections, until } = this.look
    const story = this.story.finish()
    const picture = countdownPicture(story, { words, theme, at: Math.min(until ?? story.latest, story.latest), ...(connections === undefined ? {} : { connections }) })
    if (picture?.many === true) this.drawn = Number.POSITIVE_INFINITY
    return picture === undefined ? '' : figureSvg(picture.figure, { title: picture.title })
  }

  /** The first connections beside each other, each from its first segment on; nothing for fewer than two. What differs is told in the window: numbers without their list would say nothing here. */
  private comparison(): string {
    const { observed, look: { words, theme, width } } = this
    const names = observed.header?.connections ?? []
    const sources = observed.connections.map((connection, index) => ({
      title: names[Number(connection.id.slice(1)) - 1] ?? connection.endpoint('client') ?? '', observed, connection: index + 1, mark: 'start' as const
    }))
    if (sources.length < 2) return ''
    const title = words.say('figures.comparison.title', { list: observed.connections.map(({ id }) => id).join(', ') })
    return comparisonSvg({ ...comparisonOf(sources), aspects: [] }, { width, height: BESIDE_HEIGHT * sources.length, theme, scale: 'event', words, zero: words.say('figures.comparison.first-segment') }, title)
  }

  left(): Readonly<Partial<Record<SessionEvent['type'], number>>> {
    const connection = Math.max(0, this.connections - this.drawn)
    return { ...(this.more === 0 ? {} : { packet: this.more }), ...(connection === 0 ? {} : { connection }) }
  }
}

function firstConnection(events: readonly SessionEvent[]): string {
  for (const event of events) if (event.type === 'packet' || event.type === 'transition') return event.conn
  return 'c1'
}
