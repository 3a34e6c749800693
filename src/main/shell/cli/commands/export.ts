import { basename, resolve } from 'node:path'
import { version } from '../../../../../package.json'
import { jsonText } from '../../../../shared/base/json-text'
import { NS_PER_S } from '../../../../shared/base/brand'
import { err, ok, type Result } from '../../../../shared/base/result'
import { escapeControls } from '../../../../shared/story'
import { EXPORT_FORMATS, exportName, FIGURES } from '../../../../shared/report/formats'
import { lossText } from '../../../../shared/report/losses'
import { exportFile, type FileExport } from '../../export/export-file'
import { say, tellFailure, type Context } from '../context'
import { failureText } from '../../text/failure-text'
import { DONE } from '../exit-status'
import { Values } from '../values'
import { statusLine } from './session-options'

export interface ExportOptions {
  readonly to?: string
  readonly output?: string
  readonly force?: boolean
  readonly figure?: string
  readonly theme?: string
  readonly width?: string
  readonly connection?: readonly string[]
  readonly span?: string
  readonly packetsOnly?: boolean
  /** False with --no-comments, --no-payload. */
  readonly comments?: boolean
  readonly payload?: boolean
  readonly anonymize?: boolean
  readonly session?: string
}

/** px: what a picture's labels need at least, and what a printer can use at most. */
const WIDTH = { least: 480, most: 8000, usual: '1200' } as const

/** `twlab export FILE --to FORMAT`: one file made of another, and a line for each thing it does not hold. */
export async function exportCommand(context: Context, file: string, options: ExportOptions): Promise<number> {
  const request = requestOf(new Values(context.words), file, options)
  if (!request.ok) return tellFailure(context, request.error)
  const { installation, words, language, startEngine, terminal, interruption } = context
  const status = statusLine(context)
  const stop = new AbortController()
  void interruption.requested.then(() => stop.abort())
  const exported = await exportFile(request.value, {
    installation, startEngine, language, words, version, signal: stop.signal,
    onProgress: (done, total) => status?.(words.say('cli.export.reading', { percent: Math.floor((100 * done) / Math.max(total, 1)) }))
  })
  status?.(undefined)
  if (interruption.happened) return interruption.status
  if (!exported.ok) return tellFailure(context, exported.error)
  const { file: written, bytes, troubles } = exported.value
  const lost = [...troubles.map((failure) => failureText(failure, words)), ...exported.value.lost.map((loss) => lossText(loss, words))]
  if (context.json) await terminal.out(`${jsonText({ format: request.value.format, file: written, bytes, lost })}\n`)
  else {
    for (const line of lost) await terminal.err(`twlab: ${escapeControls(line)}\n`)
    say(context, 'cli.export.written', { file: written, bytes })
  }
  return DONE
}

function requestOf(values: Values, file: string, options: ExportOptions): Result<FileExport> {
  const format = values.oneOf('--to', options.to ?? '', EXPORT_FORMATS)
  if (!format.ok) return format
  const figure = values.oneOf('--figure', options.figure ?? 'lifecycle', FIGURES)
  if (!figure.ok) return figure
  const theme = values.oneOf('--theme', options.theme ?? 'light', ['light', 'dark'])
  if (!theme.ok) return theme
  const width = values.integer('--width', options.width ?? WIDTH.usual, WIDTH.least, WIDTH.most)
  if (!width.ok) return width
  const span = options.span === undefined ? ok(undefined) : spanOf(values, options.span)
  if (!span.ok) return err(span.error)
  const session = values.session(options.session)
  if (!session.ok) return session
  const path = resolve(file)
  return ok({
    file: path, session: session.value, out: resolve(options.output ?? exportName(basename(path), format.value, figure.value)), format: format.value, figure: figure.value, theme: theme.value, width: width.value,
    selection: { ...(options.connection === undefined ? {} : { connections: options.connection }), ...(span.value === undefined ? {} : { span: span.value }) },
    packetsOnly: options.packetsOnly === true, comments: options.comments !== false, force: options.force === true, anonymize: options.anonymize === true, withoutPayload: options.payload === false
  })
}

function spanOf(values: Values, text: string): Result<{ readonly from: number; readonly to: number }> {
  const found = /^([0-9]{1,7}(?:\.[0-9]{1,9})?)\.\.([0-9]{1,7}(?:\.[0-9]{1,9})?)$/.exec(text)
  const [from, to] = [Number(found?.[1] ?? Number.NaN) * NS_PER_S, Number(found?.[2] ?? Number.NaN) * NS_PER_S]
  return from <= to ? ok({ from: Math.round(from), to: Math.round(to) }) : values.wrong('--span', text, 'FROM..TO')
}
