import { basename, resolve } from 'node:path'
import { jsonText } from '../../../../shared/base/json-text'
import { ok, type Result } from '../../../../shared/base/result'
import { ALIGNMENTS, compareRecordings, countDifferences, type RecordingsCompared } from '../../../../shared/comparison/recordings'
import { comparedRows } from '../../../../shared/comparison/recordings-rows'
import type { CaptureNamed } from '../../../../shared/ipc/capture-named'
import type { CapturePart } from '../../../../shared/ipc/capture-part'
import { table } from '../../../../shared/story'
import { experimentTexts } from '../../export/experiment-texts'
import { withFileEngine } from '../../export/session-events'
import { painter, say, tellFailure, type Context } from '../context'
import { DONE } from '../exit-status'
import { Values } from '../values'

export interface CompareOptions {
  readonly align?: string
  readonly connection?: readonly string[]
  /** Of several sessions in the files: which ones, `2` or `1,2`. */
  readonly session?: string
}

interface Row {
  readonly what: string
  readonly shown: readonly string[]
  readonly differs: boolean
}

/** `twlab compare A B`: what is different about two recordings, or two connections of one: who waits, how long, how it ended, and the checks of both. */
export async function compare(context: Context, paths: readonly string[], options: CompareOptions): Promise<number> {
  const values = new Values(context.words)
  const alignment = values.oneOf('--align', options.align ?? 'closing', ALIGNMENTS)
  if (!alignment.ok) return tellFailure(context, alignment.error)
  const wanted = options.connection ?? []
  const wrong = wanted.find((conn) => !/^c[1-9][0-9]{0,9}$/.test(conn))
  if (wrong !== undefined || wanted.length > 2) return tellFailure(context, values.wrong('--connection', wrong ?? wanted.join(' '), 'c1 c2').error)
  const sessions: (number | undefined)[] = []
  for (const text of options.session?.split(',') ?? []) {
    const session = values.session(text)
    if (!session.ok) return tellFailure(context, session.error)
    sessions.push(session.value)
  }
  if (sessions.length > 2) return tellFailure(context, values.wrong('--session', options.session ?? '', 'N, N,M').error)
  const parts = await readParts(context, paths.map((path, index) => ({ file: resolve(path), session: sessions[index] ?? sessions[0] })), wanted)
  if (!parts.ok) return tellFailure(context, parts.error)
  const texts = experimentTexts(context.language)
  const compared = compareRecordings(parts.value.map((part, i) => ({ title: basename(paths[i] ?? ''), part })), alignment.value, (header, check) => texts(header)?.checks.get(check))
  if (context.json) await context.terminal.out(`${jsonText(asJson(compared, parts.value, paths))}\n`)
  else await tell(context, compared, parts.value)
  return DONE
}

/** One after the other, by one engine: two recordings are read faster than a second engine starts. */
function readParts({ installation, startEngine, language }: Context, files: readonly CaptureNamed[], wanted: readonly string[]): Promise<Result<readonly CapturePart[]>> {
  return withFileEngine({ installation, startEngine, language }, () => Promise.resolve(), async (engine) => {
    const parts: CapturePart[] = []
    for (const [index, capture] of files.entries()) {
      const conn = wanted[index] ?? wanted[0]
      const part = await engine.call((e) => e.capturePart({ ...capture, ...(conn === undefined ? {} : { conn }) }))
      if (!part.ok) return part
      parts.push(part.value)
    }
    return ok(parts)
  })
}

async function tell(context: Context, compared: RecordingsCompared, parts: readonly CapturePart[]): Promise<void> {
  const { words, terminal, env } = context
  const { comparison, aligned } = compared
  const rows: Row[] = [
    { what: words.say('cli.compare.connection'), shown: parts.map(({ conn, total }) => `${conn ?? '–'} (${total})`), differs: false },
    ...comparedRows(compared, words)
  ]
  const paint = painter(terminal.outIsTerminal, env)
  const tone = ({ differs }: Row): 'strong' | 'plain' => (differs ? 'strong' : 'plain')
  const lines = table<Row>([
    { title: '', text: ({ differs }) => (differs ? '≠' : ''), tone }, { title: '', text: ({ what }) => what, tone: () => 'dim' },
    ...comparison.lives.map((life, side) => ({ title: life.title, text: ({ shown }: Row) => shown[side] ?? '', tone }))
  ], rows, words)
  await terminal.out(lines.map((line) => `${paint(line)}\n`).join(''))
  comparison.lives.forEach((life, side) => {
    if (aligned[side] === false) say(context, 'cli.compare.not-aligned', { file: life.title })
  })
  say(context, 'cli.compare.summary', { count: countDifferences(compared) })
}

const asJson = ({ comparison, facts, checks, aligned }: RecordingsCompared, parts: readonly CapturePart[], files: readonly string[]): object => ({
  sides: parts.map(({ conn, total, header }, side) => ({
    file: files[side], session: header.id ?? null, conn, connections: total, aligned: aligned[side], zero: comparison.lives[side]?.zero ?? null
  })),
  facts, aspects: comparison.aspects.map(({ id, end, shown, differs }) => ({ id, ...(end === undefined ? {} : { end }), shown, differs })), checks
})
