import type { ThemeName } from '../figures/palette'
import type { Failure, Result } from '../base/result'
import { EXPORT_FORMATS, exportName, type FigureName } from '../report/formats'
import type { ExportLoss } from '../report/losses'
import type { Privacy, Selection } from './capture-export'

/** What a window can make of its session: what the command line can, and, where its shell can print, the report on paper. */
export const WINDOW_FORMATS = [...EXPORT_FORMATS, 'pdf'] as const
export type WindowFormat = (typeof WINDOW_FORMATS)[number]

/** What a person wants of this window's session. */
export interface ExportWanted extends Privacy {
  readonly format: WindowFormat
  readonly figure: FigureName
  readonly theme: ThemeName
  /** Of the report's texts. */
  readonly language: 'en' | 'ko'
  readonly selection: Selection
  /** Of a capture: no rows between the packets, no comments on them. */
  readonly packetsOnly: boolean
  readonly comments: boolean
}

/** Connections that can be chosen one by one, at most: of more, all or a time span. */
export const MOST_CHOSEN = 200

export interface SessionExported {
  readonly name: string
  /** Absolute, on the machine that the shell runs on: the person's own. */
  readonly path: string
  readonly bytes: number
  /** What it does not hold. */
  readonly lost: readonly ExportLoss[]
  /** What went wrong while it was read, and did not end it. */
  readonly troubles: readonly Failure[]
}

/** The part of `Lab` that makes reports, tables and pictures. */
export interface LabExport {
  /**
   * Exports this window's session, as far as it has come: a running or finished one from its recording, an opened file from that file. A desktop asks where to; a browser's shell writes it beside the
   * recordings, in the folder `exports`, under a name that is free, and serves it as `WINDOW_PATHS.exports`. One at a time. @returns null when the person thought better of it
   */
  exportSession(wanted: ExportWanted): Promise<Result<SessionExported | null>>
  /** Ends the export that goes on, if one does: it answers `stopped`, and nothing is left of it. */
  stopExport(): Promise<void>
}

/** The part of `LabNotifications` about it. */
export interface ExportNotifications {
  /** Bytes read of what is exported, and all that are to be read. */
  exporting(done: number, total: number): void
}

/** As `exportName`, for what a window makes. @param source a file's name without its folder */
export function windowExportName(source: string, { format, figure }: Pick<ExportWanted, 'format' | 'figure'>): string {
  // A name from elsewhere may hold what no file should be called by.
  const name = source.replace(/[\p{Cc}\p{Bidi_Control}/\\]/gu, '_').replace(/^\.+/, '')
  return format === 'pdf' ? exportName(name, 'html', figure).replace(/\.html$/, '.pdf') : exportName(name, format, figure)
}
