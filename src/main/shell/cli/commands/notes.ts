import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { jsonText } from '../../../../shared/base/json-text'
import { NS_PER_S } from '../../../../shared/base/brand'
import { fail, ok, type Result } from '../../../../shared/base/result'
import type { CaptureNamed } from '../../../../shared/ipc/capture-named'
import { AUTHOR_CHARACTERS, NOTE_CHARACTERS, type NoteChange, type NotesChanged } from '../../../../shared/ipc/notes'
import { tellNotes, type Words } from '../../../../shared/story'
import { painter, tellFailure, type Context } from '../context'
import { DONE } from '../exit-status'
import { Values } from '../values'

export interface NotesOptions {
  readonly add?: string
  readonly packet?: string
  readonly at?: string
  readonly span?: string
  readonly edit?: readonly string[]
  readonly remove?: readonly string[]
  readonly author?: string
  readonly output?: string
  readonly find?: string
  readonly session?: string
}

/** Seconds since the session's start on the command line, at most: about three years. */
const MOST_SECONDS = 99_999_999

/** `twlab notes FILE`: lists the notes of a capture, or changes them; nothing else in the file is touched. */
export async function notes(context: Context, file: string, options: NotesOptions): Promise<number> {
  const changes = changesOf(context, options)
  if (!changes.ok) return tellFailure(context, changes.error)
  const session = new Values(context.words).session(options.session)
  if (!session.ok) return tellFailure(context, session.error)
  const outcome = await withEngine(context, { file: resolve(file), session: session.value }, changes.value, options.output)
  if (!outcome.ok) return tellFailure(context, outcome.error)
  const wanted = options.find?.toLocaleLowerCase()
  const { told } = outcome.value
  const shown = told.length > 0 ? told : outcome.value.notes.filter(({ text, author = '' }) => wanted === undefined || `${text}\n${author}`.toLocaleLowerCase().includes(wanted))
  const paint = painter(context.terminal.outIsTerminal, context.env)
  if (context.json) await context.terminal.out(shown.map((note) => `${jsonText(note)}\n`).join(''))
  else if (!context.quiet || told.length === 0) await context.terminal.out(tellNotes(shown, context.words).map((line) => `${paint(line)}\n`).join(''))
  return DONE
}

async function withEngine(context: Context, capture: CaptureNamed, changes: readonly NoteChange[], output: string | undefined): Promise<Result<NotesChanged>> {
  const engine = await context.startEngine({
    installation: context.installation, mode: 'file', onEvents: () => Promise.resolve(), notifications: { progress: () => undefined, trouble: () => undefined }
  })
  if (!engine.ok) return engine
  try {
    if (changes.length > 0 || output !== undefined) {
      return await engine.value.call((remote) => remote.changeNotes({ ...capture, changes, ...(output === undefined ? {} : { output: resolve(output) }) }))
    }
    const listed = await engine.value.call((remote) => remote.readNotes(capture))
    return listed.ok ? ok({ told: [], notes: listed.value }) : listed
  } finally {
    await engine.value.dispose()
  }
}

function changesOf({ words, env }: Context, options: NotesOptions): Result<readonly NoteChange[]> {
  const author = options.author ?? env['TWLAB_AUTHOR'] ?? userName()
  const said = author === undefined ? {} : { author: author.slice(0, AUTHOR_CHARACTERS) }
  const changes: NoteChange[] = []
  const wrong = (option: string, given: string, allowed: string): ReturnType<typeof fail> => fail('usage', { said: words.say('cli.usage.value', { option, given, allowed }) })
  if (options.add !== undefined) {
    const place = placeOf(words, options, wrong)
    if (!place.ok) return place
    if (options.add.trim() === '' || options.add.length > NOTE_CHARACTERS) return wrong('--add', `${options.add.length}`, `1..${NOTE_CHARACTERS}`)
    changes.push({ kind: 'write', note: { text: options.add, ...place.value, ...said } })
  } else if ((options.packet ?? options.at ?? options.span) !== undefined) return fail('usage', { said: words.say('cli.notes.nothing-to-add') })
  for (const edit of options.edit ?? []) {
    const at = edit.indexOf('=')
    if (at < 1 || at === edit.length - 1) return wrong('--edit', edit, 'ID=TEXT')
    changes.push({ kind: 'write', note: { id: edit.slice(0, at), text: edit.slice(at + 1), existing: true, ...said } })
  }
  for (const id of options.remove ?? []) changes.push({ kind: 'remove', id })
  return ok(changes)
}

type Place = { readonly packet?: number; readonly at?: number; readonly until?: number }

/** One of `--packet`, `--at`, `--span`. */
function placeOf(words: Words, { packet, at, span }: NotesOptions, wrong: (option: string, given: string, allowed: string) => ReturnType<typeof fail>): Result<Place> {
  const given = [packet, at, span].filter((one) => one !== undefined)
  if (given.length !== 1) return fail('usage', { said: words.say('cli.notes.one-place') })
  if (packet !== undefined) {
    const number = new Values(words).integer('--packet', packet, 1, 999_999_999)
    return number.ok ? ok({ packet: number.value }) : number
  }
  if (at !== undefined) {
    const instant = nanoseconds(at)
    return instant === undefined ? wrong('--at', at, `0..${MOST_SECONDS}`) : ok({ at: instant })
  }
  const [from, until] = (span ?? '').split('..').map(nanoseconds)
  return from === undefined || until === undefined || until < from ? wrong('--span', span ?? '', 'A..B') : ok({ at: from, until })
}

/** Seconds with up to nine decimals. @returns undefined for anything else */
function nanoseconds(text: string): number | undefined {
  if (!/^[0-9]{1,8}(?:\.[0-9]{1,9})?$/.test(text)) return undefined
  const [whole = '0', decimals = ''] = text.split('.')
  return Number(whole) * NS_PER_S + Number(decimals.padEnd(9, '0'))
}

function userName(): string | undefined {
  try {
    return userInfo().username
  } catch {
    // An account without a name: the note has no author then.
    return undefined
  }
}
