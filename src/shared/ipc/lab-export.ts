import type { ThemeName } from '../figures/palette'
import type { Result } from '../base/result'
import type { ExportFormat, FigureName } from '../report/formats'

/** What the window offers to make of its session. */
export interface ExportWanted {
  readonly format: ExportFormat
  readonly figure: FigureName
  readonly theme: ThemeName
  /** Of the report's texts. */
  readonly language: 'en' | 'ko'
}

export interface SessionExported {
  readonly name: string
  /** Absolute, on the machine that the shell runs on: the person's own. */
  readonly path: string
  readonly bytes: number
  /** What it does not hold, a line each. */
  readonly lost: readonly string[]
}

/** The part of `Lab` that makes reports, tables and pictures. */
export interface LabExport {
  /**
   * Exports this window's session, as far as it has come: a running or finished one from its recording, an opened file from that file. It is written beside the recordings, in the folder `exports`,
   * under a name that is free.
   */
  exportSession(wanted: ExportWanted): Promise<Result<SessionExported>>
}
