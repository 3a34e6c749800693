import type { Figure } from '../../../shared/figures/figure'
import { figureSvg, type SvgAbout } from '../../../shared/figures/svg'
import { fileName, offerFile } from '../files/offer-file'
import { pictureOf } from '../files/picture-of'
import { useLabStore } from '../stores/lab'
import { useSessionStore } from '../stores/session'
import { useText } from './use-text'

export const FIGURE_FORMATS = ['png', 'svg'] as const
export type FigureFormat = (typeof FIGURE_FORMATS)[number]

/** A figure as it leaves the window. */
export interface LeavingFigure {
  readonly figure: Figure
  readonly about: SvgAbout
  /** What it shows, for its file's name: `ladder`; and of which connection, if of one. */
  readonly what: string
  readonly conn?: string
}

export interface UseFigureFileReturn {
  /** `active-close-c1-ladder.svg`: the experiment, or what was watched or opened, comes first. */
  readonly nameOf: (what: string, extension: string, conn?: string) => string
  readonly save: (leaving: LeavingFigure, format: FigureFormat) => Promise<void>
}

/** Charts as files. */
export function useFigureFile(): UseFigureFileReturn {
  const session = useSessionStore()
  const lab = useLabStore()
  const { t } = useText()
  const nameOf = (what: string, extension: string, conn = ''): string =>
    fileName([session.header?.experiment ?? lab.openedName?.replace(/\.pcap(ng)?$/, '') ?? session.header?.mode ?? '', conn, what], extension)
  const save = async ({ figure, about, what, conn }: LeavingFigure, format: FigureFormat): Promise<void> => {
    const svg = figureSvg(figure, about)
    const content = format === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await pictureOf(svg, figure.width, figure.height)
    if (content === null) lab.failure = { code: 'cannot-write', said: t('save.notDrawn') }
    else offerFile(nameOf(what, format, conn), content)
  }
  return { nameOf, save }
}
