import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { assert } from '../../../shared/base/assert'
import { err, fail, ok, type Failure, type Result } from '../../../shared/base/result'
import type { CaptureNamed } from '../../../shared/ipc/capture-named'
import type { CaptureExported, Privacy, Selection } from '../../../shared/ipc/capture-export'
import { CAPTURE_LOSSES, isSelected } from '../../../shared/ipc/capture-export'
import type { ThemeName } from '../../../shared/figures/palette'
import { AnonymousAddresses } from '../../../shared/model/anonymous-addresses'
import type { SessionEvent } from '../../../shared/model/events'
import { privateEvent } from '../../../shared/model/private-events'
import { csvWriter } from '../../../shared/report/csv'
import { FigureWriter } from '../../../shared/report/figure-writer'
import type { ExportFormat, FigureName } from '../../../shared/report/formats'
import { HtmlReport } from '../../../shared/report/html/html-report'
import { jsonWriter } from '../../../shared/report/json'
import { jsonLinesWriter } from '../../../shared/report/jsonl'
import { type Exported, type ExportLoss, Tally, textLosses } from '../../../shared/report/losses'
import { MarkdownWriter } from '../../../shared/report/markdown'
import type { ReportWriter } from '../../../shared/report/text-writer'
import type { Catalogue } from '../text/catalogue'
import { experimentTexts } from './experiment-texts'
import { pngOf } from './png'
import { readFileEvents, withFileEngine, type FileReading } from './session-events'
import { TargetFile, TextFile } from './target-file'

/** What to make of a file, and where. */
export interface FileExport extends Privacy, CaptureNamed {
  /** Absolute. */
  readonly out: string
  readonly format: ExportFormat
  readonly figure: FigureName
  readonly theme: ThemeName
  /** px of a figure. */
  readonly width: number
  readonly selection: Selection
  readonly packetsOnly: boolean
  readonly comments: boolean
  /** Write over a file that is there. */
  readonly force: boolean
}

export interface FileExported {
  readonly file: string
  readonly bytes: number
  /** What it does not hold. */
  readonly lost: readonly ExportLoss[]
  /** What went wrong while it was read, and did not end it. */
  readonly troubles: readonly Failure[]
}

export interface ExportParts extends FileReading {
  readonly words: Catalogue
  readonly version: string
}

/** Exports a recording or a capture. Whatever goes wrong, no half of a file is left, and none that was there is touched without `force`. */
export async function exportFile(request: FileExport, parts: ExportParts): Promise<Result<FileExported>> {
  const target = TargetFile.at(request.out, request.force)
  if (!target.ok) return target
  if (isSame(request.out, request.file)) return fail('cannot-write', { of: request.out, reason: { kind: 'the-file-itself' } })
  return request.format === 'pcapng' ? exportCapture(request, target.value, parts) : exportText(request, target.value, parts)
}

async function exportCapture(request: FileExport, target: TargetFile, parts: ExportParts): Promise<Result<FileExported>> {
  const { file, session, selection, packetsOnly, comments, anonymize, withoutPayload } = request
  const program = `TIME_WAIT Lab ${parts.version}`
  const exported = await withFileEngine(parts, () => Promise.resolve(), (engine) =>
    engine.call((e) => e.exportCapture({ file, session, out: target.temporary, selection, packetsOnly, comments, anonymize, withoutPayload, program })))
  if (!exported.ok) {
    await target.abandon()
    // The engine knows the file by its temporary name; a person does not.
    return err(exported.error.of === target.temporary ? { ...exported.error, of: request.out } : exported.error)
  }
  const named = await target.commit()
  return named.ok ? ok({ file: request.out, bytes: exported.value.bytes, lost: captureLosses(request, exported.value), troubles: [] }) : named
}

function captureLosses({ packetsOnly, anonymize, withoutPayload }: FileExport, { lost }: CaptureExported): readonly ExportLoss[] {
  return [
    ...CAPTURE_LOSSES.flatMap((kind): ExportLoss[] => (lost[kind] === undefined ? [] : [{ what: 'capture', kind, count: lost[kind] }])), ...(packetsOnly ? [{ what: 'journal' } as const] : []),
    ...(anonymize ? [{ what: 'addresses' } as const] : []), ...(withoutPayload ? [{ what: 'payload' } as const] : [])
  ]
}

async function exportText(request: FileExport, target: TargetFile, parts: ExportParts): Promise<Result<FileExported>> {
  const file = await TextFile.create(target)
  if (!file.ok) return file
  const addresses = new AnonymousAddresses()
  const tally = new Tally()
  const writer = await writerFor(request, parts)
  let connections = 0
  const lost: ExportLoss[] = []
  const troubles: Failure[] = []
  const onTrouble = (failure: Failure): void => void troubles.push(failure)
  const read = await readFileEvents(request, { ...parts, onTrouble }, async (event) => {
    if (!isSelected(event, request.selection)) return
    if (event.type === 'connection') connections++
    const told: SessionEvent = request.anonymize || request.withoutPayload ? privateEvent(event, request, addresses) : event
    tally.take(told)
    await file.value.write(writer.take(told))
  })
  const empty = read.ok && request.format !== 'jsonl' && request.format !== 'json' && request.format !== 'csv' && connections === 0
  if (!read.ok || (empty && (request.format === 'svg' || request.format === 'png'))) {
    await file.value.abandon()
    return read.ok ? fail('nothing-to-export', { of: request.file }) : read
  }
  const rest = writer.finish()
  if (rest === '' && (request.format === 'svg' || request.format === 'png')) {
    await file.value.abandon()
    return fail('nothing-to-export', { of: request.file })
  }
  if (request.format === 'png') {
    const picture = await pngOf(rest, PNG_SCALE)
    if (!picture.ok) {
      await file.value.abandon()
      return picture
    }
    if (picture.value.withoutFonts) lost.push({ what: 'fonts' })
    await file.value.write(picture.value.bytes)
  } else await file.value.write(rest)
  const written = await file.value.commit()
  if (!written.ok) return written
  const left = writer.left?.() ?? {}
  return ok({ file: request.out, bytes: written.value, lost: [...lost, ...textLosses(exportedAs(request), tally, left)], troubles })
}

/** Whether both names lead to one file: links do. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => (existsSync(path) ? statSync(path) : undefined))
  return one === other || (a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino)
}

/** Twice as fine as the screen: for print and for projectors. */
const PNG_SCALE = 2

function exportedAs({ format, figure }: FileExport): Exported {
  assert(format !== 'pcapng', 'a capture is the engine\'s work')
  return format === 'svg' || format === 'png' ? figure : format
}

async function writerFor({ format, figure, theme, width, selection }: FileExport, { words, version }: ExportParts): Promise<ReportWriter> {
  const texts = experimentTexts(words.language)
  switch (format) {
    case 'csv': return csvWriter()
    case 'json': return jsonWriter()
    case 'jsonl': return jsonLinesWriter()
    case 'html': return new HtmlReport({ words, texts, version, language: words.language, digest: (text) => createHash('sha256').update(text).digest('base64') })
    case 'md': return new MarkdownWriter({ words, texts, version })
    case 'svg': case 'png': return new FigureWriter(figure, { words, theme, width, ...(selection.connections === undefined ? {} : { connections: selection.connections }), ...(selection.span === undefined ? {} : { until: selection.span.to }) })
    case 'pcapng': throw new Error('bug: a capture is the engine\'s work')
  }
}
