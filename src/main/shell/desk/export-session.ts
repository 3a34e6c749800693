import { mkdir } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { fail, ok, type Result } from '../../../shared/base/result'
import { systemReason } from '../../../shared/base/system-error'
import type { ExportWanted, SessionExported } from '../../../shared/ipc/lab-export'
import { exportName } from '../../../shared/report/formats'
import { startEngine, type Installation } from '../../engine-host'

/** Exports the file of a session. @param name what the session is called, as a file name */
export type SessionExporter = (source: string, name: string, wanted: ExportWanted) => Promise<Result<SessionExported>>

/** px: of a figure. */
const WIDTH = 1200
/** Names tried before giving up. */
const NAME_TRIES = 1_000

/** @param folder of the exports; made when it is needed */
export const sessionExporter = (installation: Installation, folder: string, version: string): SessionExporter => async (source, name, { format, figure, theme, language }) => {
  // Loaded when it is asked for: a window's start does not wait for what draws and writes.
  const [{ exportFile }, { spoken }] = await Promise.all([import('../export/export-file'), import('../text/spoken')])
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    return fail('cannot-write', `${folder}: ${systemReason(error)}`)
  }
  const words = { ...spoken(language), width: (text: string): number => text.length }
  const wanted = exportName(name, format, figure)
  for (let n = 1; n <= NAME_TRIES; n++) {
    const out = join(folder, n === 1 ? wanted : `${wanted.slice(0, -extname(wanted).length)}-${n}${extname(wanted)}`)
    const exported = await exportFile({
      file: source, out, format, figure, theme, width: WIDTH, selection: {}, packetsOnly: false, comments: true, force: false, anonymize: false, withoutPayload: false
    }, { installation, startEngine, language, words, version })
    if (exported.ok) return ok({ name: basename(out), path: out, bytes: exported.value.bytes, lost: exported.value.lost })
    if (exported.error.code !== 'file-exists') return exported
  }
  return fail('file-exists', join(folder, wanted))
}
