import { chmodSync, copyFileSync, existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { withComments } from '../../../../src/main/engine/pcapng/edit-comments'
import { Outbox } from '../../../../src/main/engine/outbox'
import { openReplay } from '../../../../src/main/engine/open-replay'
import { EventStream } from '../../../../src/main/engine/stream'
import { changeNotes, readNotes } from '../../../../src/main/engine/recording/notes'
import { rewriteFile } from '../../../../src/main/engine/recording/rewrite-file'
import type { NoteChange, NotesChanged } from '../../../../src/shared/ipc/notes'
import type { NoteAdded, SessionEvent } from '../../../../src/shared/model/events'
import { Notes } from '../../../../src/shared/model/notes'
import { bigEndian } from '../pcapng/big-endian'
import { concat } from '../wire/frames'
import { blocksOf, record, Recordings, textOf, told } from './a-recording'

const files = new Recordings()
afterAll(() => files.remove())
let made = 0
const copyOf = (path: string): string => {
  const copy = files.path(`copy-${++made}.pcapng`)
  copyFileSync(path, copy)
  return copy
}
const mine = files.path('mine.pcapng')
record(mine, { events: [{ type: 'note', at: 5_000, id: 'n1', text: 'while it ran', packet: 2 }] })
const FIXTURES = join(import.meta.dirname, '../../../fixtures/captures')
const foreign = join(FIXTURES, 'commented.pcapng')

async function changed(file: string, ...changes: readonly NoteChange[]): Promise<NotesChanged> {
  const result = await changeNotes({ file, changes })
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
async function notesOf(file: string): Promise<readonly NoteAdded[]> {
  const notes = await readNotes({ file })
  if (!notes.ok) throw new Error(JSON.stringify(notes.error))
  return notes.value
}
/** What somebody who opens the file has before them: the stream's notes, folded. */
async function shown(file: string): Promise<readonly NoteAdded[]> {
  const notes = new Notes()
  for (const event of await told(file)) if (event.type === 'note') notes.apply(event)
  return notes.list()
}
const verdict = async (file: string): Promise<SessionEvent | undefined> => (await told(file)).find(({ type }) => type === 'recording')
const write = (note: Extract<NoteChange, { kind: 'write' }>['note']): NoteChange => ({ kind: 'write', note })

describe('notes of a finished recording', () => {
  it('are written on a packet, at an instant and on a span, with author and time; opening tells them, and its chain holds', async () => {
    const file = copyOf(mine)
    const { told: events } = await changed(file, write({ text: '마지막 ACK <last>', packet: 4, author: '김하나' }), write({ text: 'here', at: 2_500 }), write({ text: 'first\nsecond', at: 1_000, until: 6_000 }))
    expect(events.map(({ written, id, ...rest }) => ({ ...rest, ided: id.length, dated: written?.slice(-1) }))).toEqual([
      { type: 'note', at: 4_300, text: '마지막 ACK <last>', packet: 4, author: '김하나', ided: 9, dated: 'Z' },
      { type: 'note', at: 2_500, text: 'here', ided: 9, dated: 'Z' }, { type: 'note', at: 1_000, text: 'first\nsecond', until: 6_000, ided: 9, dated: 'Z' }
    ])
    expect(await shown(file)).toEqual(await notesOf(file))
    expect((await notesOf(file)).map(({ text }) => text)).toEqual(['first\nsecond', 'here', '마지막 ACK <last>', 'while it ran'])
    expect(await verdict(file)).toMatchObject({ chain: 'intact' })
  })

  it('leave every other byte as it is, and are gone without a trace when they are removed', async () => {
    const file = copyOf(mine)
    await changed(file)
    const settled = readFileSync(file)
    const { told: [note] } = await changed(file, write({ text: 'x', packet: 4 }))
    const before = blocksOf(mine).filter((block) => !textOf(block).includes('"note"'))
    const after = blocksOf(file).filter((block) => !textOf(block).includes('"note"'))
    expect(after.filter((block) => !before.some((one) => Buffer.from(one).equals(block)))).toHaveLength(2)
    await changed(file, { kind: 'remove', id: note?.id ?? '' })
    expect(readFileSync(file).equals(settled)).toBe(true)
  })

  it('of the session itself become comments of their packets', async () => {
    const file = copyOf(mine)
    await changed(file)
    expect(await notesOf(file)).toEqual(await notesOf(mine))
    expect(textOf(readFileSync(file)).match(/while it ran/g)).toHaveLength(3)
    const settled = readFileSync(file)
    await changed(file)
    expect(readFileSync(file).equals(settled)).toBe(true)
  })

  it('are changed in place: the comment and the entry', async () => {
    const file = copyOf(mine)
    await changed(file, write({ id: 'n1', text: 'later', author: 'Lee' }))
    expect(await notesOf(file)).toMatchObject([{ id: 'n1', at: 5_000, packet: 2, text: 'later', author: 'Lee' }])
    expect(textOf(readFileSync(file))).not.toContain('while it ran')
    expect(await shown(file)).toEqual(await notesOf(file))
  })

  it('whose comment was changed in another program have its text, and no author any more; without the comment they are gone', async () => {
    const file = copyOf(mine)
    await changed(file, write({ id: 'n1', text: 'mine here!', author: 'Lee' }))
    const elsewhere = (change: (block: Uint8Array) => Uint8Array): string => files.write(`elsewhere-${++made}.pcapng`, concat(...blocksOf(file).map((block) => (block[0] === 6 ? change(block) : block))))
    const edited = elsewhere((block) => Uint8Array.from(Buffer.from(Buffer.from(block).toString('latin1').replace('mine here!', 'now yours!'), 'latin1')))
    expect(await notesOf(edited)).toEqual([{ type: 'note', at: 5_000, id: 'n1', text: 'now yours!', packet: 2, origin: 'comment' }])
    expect(await shown(edited)).toEqual(await notesOf(edited))
    const without = elsewhere((block) => withComments(block, true, { replaced: new Map([[0, null]]), added: [] }) ?? block)
    expect(await notesOf(without)).toEqual([])
    expect(await shown(without)).toEqual([])
    expect(await verdict(edited)).toMatchObject({ chain: 'intact' })
  })

  it('come back under their id, as undoing a removal asks', async () => {
    const file = copyOf(mine)
    await changed(file, { kind: 'remove', id: 'n1' })
    expect(await notesOf(file)).toEqual([])
    await changed(file, write({ id: 'n1', text: 'again', packet: 2, at: 5_000 }))
    expect(await notesOf(file)).toMatchObject([{ id: 'n1', at: 5_000, packet: 2, text: 'again' }])
  })

  it('on a packet that is not there, or of an id that is not there, are refused and nothing is written', async () => {
    const file = copyOf(mine)
    expect(await changeNotes({ file, changes: [write({ text: 'x', packet: 7 })] })).toMatchObject({ ok: false, error: { code: 'no-packet', reason: { kind: 'packet-of', packet: 7, count: 6 } } })
    expect(await changeNotes({ file, changes: [{ kind: 'remove', id: 'n9' }] })).toMatchObject({ ok: false, error: { code: 'no-note' } })
    expect(readFileSync(file).equals(readFileSync(mine))).toBe(true)
  })
})

describe('notes of a foreign capture', () => {
  it('are its comments, also those of several lines', async () => {
    const notes = await notesOf(foreign)
    expect(notes.length).toBeGreaterThan(0)
    expect(notes.every(({ origin, author }) => origin === 'comment' && author === undefined)).toBe(true)
    expect(await shown(foreign)).toEqual(notes)
  })

  it('are changed and removed as ours are, by the id that opening told', async () => {
    const file = copyOf(foreign)
    const first = (await notesOf(file)).find(({ packet }) => packet !== undefined)
    if (first === undefined) throw new Error('the fixture has comments')
    await changed(file, write({ id: first.id, text: '다시 씀' }))
    expect((await notesOf(file)).find(({ id }) => id === first.id)).toMatchObject({ text: '다시 씀', packet: first.packet })
    await changed(file, { kind: 'remove', id: first.id })
    expect((await notesOf(file)).map(({ id }) => id)).not.toContain(first.id)
  })

  it('leave blocks nobody knows and a torn end where they are', async () => {
    const unknown = Uint8Array.from(Buffer.from('0d0c0b0a10000000deadbeef10000000', 'hex'))
    const blocks = blocksOf(foreign)
    const torn = (blocks.at(-1) ?? unknown).subarray(0, 17)
    const file = files.write('torn.pcapng', concat(...blocks, unknown, torn))
    await changed(file, write({ text: 'here', packet: 1 }))
    const bytes = readFileSync(file)
    expect(bytes.includes(Buffer.from(unknown))).toBe(true)
    expect(bytes.subarray(-torn.length).equals(torn)).toBe(true)
    expect((await notesOf(file)).some(({ text }) => text === 'here')).toBe(true)
  })

  it('keep the other byte order, and the length that a section says it has', async () => {
    const swapped = bigEndian(readFileSync(mine).subarray(0, blocksOf(mine).slice(0, 4).reduce((sum, block) => sum + block.length, 0)))
    const packets = blocksOf(mine).filter((block) => block[0] === 6)
    const head = bigEndian(concat(...blocksOf(mine).filter((block) => block[0] === 0x0a || block[0] === 1), ...packets))
    expect(swapped.length).toBeGreaterThan(0)
    const view = new DataView(head.buffer)
    const header = view.getUint32(4)
    view.setBigInt64(16, BigInt(head.length - header))
    const file = files.write('big.pcapng', head)
    await changed(file, write({ text: 'auf großen Enden', packet: 3 }))
    const bytes = readFileSync(file)
    expect(bytes.readBigInt64BE(16)).toBe(BigInt(bytes.length - header))
    expect(await notesOf(file)).toMatchObject([{ packet: 3, text: 'auf großen Enden' }])
    expect(await shown(file)).toEqual(await notesOf(file))
  })

  it('of classic pcap: there is no place for them; another file is made when one is named', async () => {
    const file = join(FIXTURES, 'loopback-ns.pcap')
    const before = readFileSync(file)
    expect(await changeNotes({ file, changes: [write({ text: 'x', packet: 1 })] })).toMatchObject({ ok: false, error: { code: 'no-comments', remedy: expect.stringContaining('--output') as string } })
    const output = files.path('converted.pcapng')
    expect(await changeNotes({ file, output, changes: [write({ text: 'x', packet: 1 })] })).toMatchObject({ ok: true })
    expect(await notesOf(output)).toMatchObject([{ text: 'x', packet: 1 }])
    expect((await told(output)).filter(({ type }) => type === 'packet')).toEqual((await told(file)).filter(({ type }) => type === 'packet'))
    expect(await changeNotes({ file, output, changes: [] })).toMatchObject({ ok: false, error: { code: 'file-exists' } })
    expect(readFileSync(file).equals(before)).toBe(true)
  })
})

describe('writing a file anew', () => {
  it('goes through a symbolic link and keeps the mode', async () => {
    const file = copyOf(mine)
    chmodSync(file, 0o640)
    const by = files.path('by-link.pcapng')
    symlinkSync(file, by)
    await changed(by, write({ text: 'x', at: 0 }))
    expect(lstatSync(by).isSymbolicLink()).toBe(true)
    expect(statSync(file).mode & 0o777).toBe(0o640)
  })

  it('does not touch a file that has grown since it was looked at, and leaves nothing beside it', async () => {
    const file = copyOf(mine)
    const before = readdirSync(files.folder).length
    writeFileSync(file, concat(readFileSync(file), Uint8Array.of(1, 2, 3, 4)))
    expect(await rewriteFile(file, [], { identity: 'another' })).toMatchObject({ ok: false, error: { code: 'file-changed' } })
    expect(readdirSync(files.folder)).toHaveLength(before)
  })

  it('says why when the folder cannot be written, and the file is as it was', async () => {
    const output = '/proc/twlab.pcapng'
    expect(await changeNotes({ file: copyOf(mine), changes: [], output })).toMatchObject({ ok: false, error: { code: 'cannot-write', of: output } })
    expect(existsSync(output)).toBe(false)
  })
})


describe('a file that is open while notes are written into it', () => {
  it('still gives the bytes of each packet', async () => {
    const file = copyOf(mine)
    const outbox = new Outbox(() => undefined)
    const replay = await openReplay({ file }, { stream: new EventStream(outbox, () => undefined), outbox, onProgress: () => undefined })
    if (!replay.ok) throw new Error(JSON.stringify(replay.error))
    const reading = replay.value.read()
    outbox.flush()
    await reading
    const bytes = async (): Promise<string[]> => Promise.all([1, 2, 3, 4, 5, 6].map(async (n) => {
      const frame = await replay.value.frame(n)
      return frame.ok ? Buffer.from(frame.value.bytes).toString('hex') : frame.error.code
    }))
    const before = await bytes()
    for (const packet of [5, 1, 3]) {
      const result = await changeNotes({ file, changes: [write({ text: `on ${packet}`, packet })] })
      if (result.ok) await replay.value.rewritten(file, result.value.splices)
    }
    expect(await bytes()).toEqual(before)
  })
})
