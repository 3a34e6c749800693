import { lstat, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join } from 'node:path'
import { fail, ok, type Result } from '../../../shared/base/result'
import { systemReason } from '../../../shared/base/system-error'
import type { CaptureNamed } from '../../../shared/ipc/capture-named'
import { windowExportName, type ExportWanted, type SessionExported } from '../../../shared/ipc/lab-export'
import { startEngine, type Installation } from '../../engine-host'
import type { FileExport, FileExported } from '../export/export-file'
import type { FileReading } from '../export/session-events'

/** Where an export goes. */
export interface ExportPlace {
  /** Absolute. */
  readonly path: string
  /** The person has said yes to writing over what is there. */
  readonly force: boolean
}

/** What an export needs of the shell around it, and of whoever waits for it. */
export interface ExportSurroundings extends Pick<FileReading, 'onProgress' | 'signal'> {
  /** Asks the person where to. @returns undefined when they thought better of it; absent: beside the recordings */
  readonly askWhereTo?: (name: string) => Promise<ExportPlace | undefined>
  /** Prints an HTML file (absolute) on paper, as PDF; absent where the shell cannot print. */
  readonly print?: (html: string) => Promise<Result<Uint8Array>>
}

/** Exports the file of a session. @param name what the session is called, as a file name @returns null when the person thought better of it */
export type SessionExporter = (source: CaptureNamed, name: string, wanted: ExportWanted, around: ExportSurroundings) => Promise<Result<SessionExported | null>>

/** px: of a figure. */
const WIDTH = 1200
/** Names tried before giving up. */
const NAME_TRIES = 1_000
/** A name as this program gives them. */
const EXPORT_FILE = /^[^./\\\0][^/\\\0]*$/

/** @param folder of the exports that nobody is asked about; made when it is needed */
export const sessionExporter = (installation: Installation, folder: string, version: string): SessionExporter => async (source, name, wanted, around) => {
  const suggested = windowExportName(name, wanted)
  const write = await writer(source, wanted, around, { installation, version })
  if (around.askWhereTo !== undefined) {
    const place = await around.askWhereTo(suggested)
    return place === undefined ? ok(null) : told(place, await write(place))
  }
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    return fail('cannot-write', { of: folder, said: systemReason(error) })
  }
  for (let n = 1; n <= NAME_TRIES; n++) {
    const place = { path: join(folder, n === 1 ? suggested : `${suggested.slice(0, -extname(suggested).length)}-${n}${extname(suggested)}`), force: false }
    const exported = await write(place)
    if (exported.ok || exported.error.code !== 'file-exists') return told(place, exported)
  }
  return fail('file-exists', { of: join(folder, suggested) })
}

/** @returns the path of an export of this name; undefined when there is none */
export async function findExport(folder: string, name: string): Promise<string | undefined> {
  if (!EXPORT_FILE.test(name)) return undefined
  const path = join(folder, name)
  return (await lstat(path).catch(() => undefined))?.isFile() === true ? path : undefined
}

const told = ({ path }: ExportPlace, exported: Result<FileExported>): Result<SessionExported> =>
  (exported.ok ? ok({ name: basename(path), path, bytes: exported.value.bytes, lost: exported.value.lost, troubles: exported.value.troubles }) : exported)

async function writer(
  source: CaptureNamed, wanted: ExportWanted, { print, onProgress, signal }: ExportSurroundings, { installation, version }: { readonly installation: Installation; readonly version: string }
): Promise<(place: ExportPlace) => Promise<Result<FileExported>>> {
  // Loaded when it is asked for: a window's start does not wait for what draws and writes.
  const [{ exportFile }, { TargetFile, writeWhole }, { spoken }] = await Promise.all([import('../export/export-file'), import('../export/target-file'), import('../text/spoken')])
  const { format, figure, theme, language, selection, packetsOnly, comments, anonymize, withoutPayload } = wanted
  const parts = {
    installation, startEngine, language, words: { ...spoken(language), width: (text: string): number => text.length }, version,
    ...(onProgress === undefined ? {} : { onProgress }), ...(signal === undefined ? {} : { signal })
  }
  const request: Omit<FileExport, 'out' | 'force' | 'format'> = { ...source, figure, theme, width: WIDTH, selection, packetsOnly, comments, anonymize, withoutPayload }
  if (format !== 'pdf') return ({ path, force }) => exportFile({ ...request, format, out: path, force }, parts)
  if (print === undefined) return () => Promise.resolve(fail('usage', { reason: { kind: 'cannot-print' } }))
  return async ({ path, force }) => {
    const target = TargetFile.at(path, force)
    if (!target.ok) return target
    const draft = await mkdtemp(join(tmpdir(), 'timewait-lab-'))
    try {
      const html = join(draft, 'report.html')
      const made = await exportFile({ ...request, format: 'html', out: html, force: false }, parts)
      if (!made.ok) return made
      const printed = await print(html)
      if (!printed.ok) return printed
      if (signal?.aborted === true) return fail('stopped')
      const written = await writeWhole(target.value, printed.value)
      return written.ok ? ok({ file: path, bytes: written.value, lost: made.value.lost, troubles: made.value.troubles }) : written
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
  }
}
