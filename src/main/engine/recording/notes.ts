import { randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { NS_PER_S } from '../../../shared/base/brand'
import { fail, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import type { CaptureNamed } from '../../../shared/ipc/capture-named'
import type { NoteChange, NoteChanges, NotesChanged, NoteToWrite } from '../../../shared/ipc/notes'
import type { NoteAdded } from '../../../shared/model/events'
import { Notes } from '../../../shared/model/notes'
import { MAX_BLOCK_BYTES } from '../pcapng/constants'
import { inOrder, withComments } from '../pcapng/edit-comments'
import { encodeJournalEntry } from '../pcapng/encode-journal'
import { pcapToPcapng } from './convert-pcap'
import { fileFailure } from './file-failure'
import { journalStart, noteFields } from './journal'
import type { JournalStart } from './journal'
import { NoteReading } from './note-comments'
import type { FoundComment } from './note-comments'
import { rewriteFile } from './rewrite-file'
import type { Splice } from './rewrite-file'
import { scanNotes } from './scan-notes'
import type { NoteRow, NoteScan } from './scan-notes'
import { sectionSplices } from './section-lengths'

/** A file's notes as they are, and where each of them stands in it. */
interface Standing {
  readonly scan: NoteScan
  readonly notes: Notes
  readonly comments: ReadonlyMap<string, FoundComment>
  /** Notes of the session that are no comment of their packet yet. */
  readonly unsettled: ReadonlySet<string>
}

/** The notes of a pcapng file: entries of the journal and comments of packets, in the order of their instants. Classic pcap has none. */
export async function readNotes(capture: CaptureNamed): Promise<Result<readonly NoteAdded[]>> {
  const scan = await scanNotes(capture)
  if (!scan.ok) return scan.error.code === 'no-comments' ? ok([]) : scan
  return ok(standing(scan.value).notes.list())
}

/** A new id: `n` and eight hexadecimal digits. */
export const newNoteId = (): string => `n${randomUUID().slice(0, 8)}`

/**
 * Changes the notes of a finished recording or of anybody's pcapng file. A note on a packet becomes a comment of it, all notes of ours have an entry of the journal behind the
 * last block; every other byte of the file stays as it is.
 */
export async function changeNotes({ file, session, changes, output }: NoteChanges): Promise<Result<NotesChanged & { readonly splices: readonly Splice[] }>> {
  const scan = await scanNotes({ file, session })
  if (!scan.ok && scan.error.code === 'no-comments' && output !== undefined) return changeConverted(file, changes, output)
  if (!scan.ok) return scan
  const before = standing(scan.value)
  const told: NoteAdded[] = []
  const after = new Notes()
  for (const note of before.notes.list()) after.apply(note)
  for (const change of changes) {
    const event = change.kind === 'write' ? written(change.note, before, after) : removed(change.id, before, after)
    if (!event.ok) return event
    after.apply(event.value)
    told.push(event.value)
  }
  const splices = await splicesOf(file, before, after)
  if (!splices.ok) return splices
  if (splices.value.length > 0 || output !== undefined) {
    const rewritten = await rewriteFile(file, splices.value, { identity: scan.value.identity, ...(output === undefined ? {} : { output }) })
    if (!rewritten.ok) return rewritten
  }
  return ok({ told, notes: after.list(), splices: splices.value })
}

async function changeConverted(file: string, changes: readonly NoteChange[], output: string): ReturnType<typeof changeNotes> {
  const converted = await pcapToPcapng(file, output)
  if (!converted.ok) return converted
  const changed = await changeNotes({ file: output, changes })
  if (!changed.ok) await rm(output, { force: true })
  return changed
}

/** The entries' notes, by id as they stand now. */
function standing(scan: NoteScan): Standing {
  const reading = new NoteReading()
  for (const row of scan.rows) reading.entry(row)
  for (const comment of scan.comments) reading.comment(comment)
  const { entered, news, comments } = reading.end()
  const notes = new Notes()
  for (const { note } of entered) notes.apply(note)
  for (const note of news) notes.apply(note)
  const unsettled = new Set(entered.filter(({ note, commented }) => !commented && note.packet !== undefined).map(({ note }) => note.id))
  return { scan, notes, comments, unsettled }
}

function written(note: NoteToWrite, { scan, comments }: Standing, now: Notes): Result<NoteAdded> {
  const { id = newNoteId(), text, author, packet } = note
  if (note.existing === true && now.get(id) === undefined) return fail('no-note', { of: id })
  const said = { text, written: new Date().toISOString(), ...(author === undefined ? {} : { author }) }
  const known = now.get(id)
  if (known !== undefined) {
    if (comments.get(id)?.block === null) return fail('no-note', { reason: { kind: 'section-comment-changed', note: id } })
    const { type, at, packet: on, until } = known
    return ok({ type, at, id, ...said, ...(on === undefined ? {} : { packet: on }), ...(until === undefined ? {} : { until }) })
  }
  const instant = packet === undefined ? undefined : scan.instantOf(packet)
  if (packet !== undefined && instant === undefined) return fail('no-packet', { reason: { kind: 'packet-of', packet, count: scan.packets } })
  return ok({
    type: 'note', at: note.at ?? instant ?? 0, id, ...said, ...(packet === undefined ? {} : { packet }), ...(note.until === undefined ? {} : { until: note.until })
  })
}

function removed(id: string, { comments }: Standing, now: Notes): Result<NoteAdded> {
  const known = now.get(id)
  if (known === undefined) return fail('no-note', { of: id })
  if (comments.get(id)?.block === null) return fail('no-note', { reason: { kind: 'section-comment-removed', note: id } })
  return ok({ ...known, removed: true })
}

/** What is to be done to one packet's comments. */
interface BlockChanges {
  readonly replaced: Map<number, string | null>
  readonly added: string[]
}

/** The difference between what stands in a file and what shall, as stretches of bytes. */
async function splicesOf(file: string, before: Standing, after: Notes): Promise<Result<readonly Splice[]>> {
  const { scan, comments, unsettled } = before
  const blocks = new Map<number, BlockChanges>()
  const changesAt = (offset: number): BlockChanges => {
    const known = blocks.get(offset) ?? { replaced: new Map<number, string | null>(), added: [] }
    blocks.set(offset, known)
    return known
  }
  const edited: NoteAdded[] = []
  for (const note of after.list()) {
    const old = before.notes.get(note.id)
    if (old === note && !unsettled.has(note.id)) continue
    edited.push(note)
    const comment = comments.get(note.id)
    const block = note.packet === undefined ? undefined : scan.blockOf(note.packet)
    if (comment !== undefined && comment.block !== null) {
      if (comment.text !== note.text) changesAt(comment.block).replaced.set(comment.index, note.text)
    } else if (block !== undefined) changesAt(block).added.push(note.text)
  }
  const gone = before.notes.list().filter(({ id }) => after.get(id) === undefined)
  for (const { id } of gone) {
    const comment = comments.get(id)
    if (comment !== undefined && comment.block !== null) changesAt(comment.block).replaced.set(comment.index, null)
  }
  const packetSplices = await commentSplices(file, scan, blocks)
  if (!packetSplices.ok) return packetSplices
  const refused = new Set([...blocks.keys()].filter((offset) => !packetSplices.value.some((splice) => splice.offset === offset)))
  const commented = (note: NoteAdded): boolean => {
    const block = comments.get(note.id)?.block ?? (note.packet === undefined ? undefined : scan.blockOf(note.packet))
    return block !== undefined && !refused.has(block)
  }
  const changes = [...packetSplices.value, ...rowSplices(scan, edited, new Set(gone.map(({ id }) => id)), commented)]
  return sectionSplices(file, scan.sections, changes)
}

/** Entries of changed notes take the place of the old ones, new ones stand behind the last whole block. */
function rowSplices(scan: NoteScan, edited: readonly NoteAdded[], gone: ReadonlySet<string>, commented: (note: NoteAdded) => boolean): Splice[] {
  const start = journalStart(BigInt(scan.start.seconds) * BigInt(NS_PER_S) + BigInt(scan.start.nanoseconds))
  const rows = new Map<string, NoteRow[]>()
  for (const row of scan.rows) rows.set(row.note.id, [...(rows.get(row.note.id) ?? []), row])
  const splices: Splice[] = []
  const outdated = new Set(gone)
  for (const note of edited) {
    const last = rows.get(note.id)?.at(-1)
    const offset = last?.offset ?? scan.wholeUntil
    splices.push({ offset, length: last?.length ?? 0, bytes: rowBytes(note, start, commented(note), scan, offset) })
    outdated.add(note.id)
  }
  for (const [id, all] of rows) {
    if (!outdated.has(id)) continue
    for (const { offset, length } of gone.has(id) ? all : all.slice(0, -1)) splices.push({ offset, length, bytes: new Uint8Array(0) })
  }
  return splices
}

const rowBytes = (note: NoteAdded, start: JournalStart, commented: boolean, scan: NoteScan, offset: number): Uint8Array =>
  inOrder(encodeJournalEntry(noteFields(note, start, commented)), orderAt(scan, offset))

const orderAt = ({ sections }: NoteScan, offset: number): boolean => sections.findLast(({ begins }) => begins <= offset)?.littleEndian ?? true

/** Packet blocks with their comments changed; a block that can hold none is left as it is. */
async function commentSplices(file: string, scan: NoteScan, blocks: ReadonlyMap<number, BlockChanges>): Promise<Result<Splice[]>> {
  const splices: Splice[] = []
  let handle: FileHandle | undefined
  try {
    handle = await open(file, 'r')
    for (const [offset, changes] of blocks) {
      const littleEndian = orderAt(scan, offset)
      const block = await blockAt(handle, offset, littleEndian)
      const bytes = block && withComments(block, littleEndian, changes)
      if (block !== undefined && bytes !== undefined) splices.push({ offset, length: block.length, bytes })
    }
    return ok(splices)
  } catch (error) {
    return fileFailure('unreadable-file', file, error)
  } finally {
    await handle?.close()
  }
}

/** A whole block, as its lengths say; undefined where none begins. */
async function blockAt(handle: FileHandle, offset: number, littleEndian: boolean): Promise<Uint8Array | undefined> {
  const head = new DataView(new ArrayBuffer(8))
  if (offset < 0 || (await handle.read(head, 0, 8, offset)).bytesRead < 8) return undefined
  const length = head.getUint32(4, littleEndian)
  if (length < 12 || length > MAX_BLOCK_BYTES || length % 4 !== 0) return undefined
  const block = new Uint8Array(length)
  if ((await handle.read(block, 0, length, offset)).bytesRead < length) return undefined
  return new DataView(block.buffer).getUint32(length - 4, littleEndian) === length ? block : undefined
}
