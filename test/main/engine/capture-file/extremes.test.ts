import { spawnSync } from 'node:child_process'
import { afterAll, describe, expect, it } from 'vitest'
import { MOST_NAMES } from '../../../../src/main/engine/pcapng/decode-blocks'
import { encodeJournalEntry } from '../../../../src/main/engine/pcapng/encode-journal'
import { encodeInterface, encodeNames, encodeSectionHeader } from '../../../../src/main/engine/pcapng/encode-section'
import { MOST_OPTIONS } from '../../../../src/main/engine/pcapng/options'
import { pcapToPcapng } from '../../../../src/main/engine/recording/convert-pcap'
import { MOST_NOTES } from '../../../../src/main/engine/recording/note-comments'
import { scanNotes } from '../../../../src/main/engine/recording/scan-notes'
import { summarise } from '../../../../src/main/engine/recording/summary'
import type { SessionEvent } from '../../../../src/shared/model/events'
import { concat, HEAD, packet, readAll } from '../pcapng/captures'
import { HEADER, Recordings } from '../recording/a-recording'
import { openAndRead } from './file-session'

const files = new Recordings()
afterAll(() => files.remove())

let made = 0
const read = async (...blocks: readonly Uint8Array[]): Promise<readonly SessionEvent[]> => {
  const { events, end } = await openAndRead(files.write(`${++made}.pcapng`, concat(blocks)))
  expect(end).toMatchObject({ ok: true })
  return events
}
const reasons = (events: readonly SessionEvent[]): string[] => events.flatMap((event) => (event.type === 'damage' ? [event.reason] : []))
const entry = (json: string): Uint8Array => encodeJournalEntry([['__REALTIME_TIMESTAMP', '1795341600000001'], ['SYSLOG_IDENTIFIER', 'twlab'], ['TWLAB_EVENT', json]])
const session = entry(JSON.stringify(HEADER))
const repeated = <T>(count: number, of: T): T[] => Array.from({ length: count }, () => of)

describe('a file that claims more than anybody needs costs no more than what is read of it', () => {
  it('names of fifty thousand addresses', () => {
    const names = encodeNames(repeated(50_000, { address: Uint8Array.of(127, 0, 0, 1), names: ['a'] }))
    const items = readAll([HEAD, names, packet(1)])
    expect(items.find((item) => item.kind === 'names')?.records).toHaveLength(MOST_NAMES)
    expect(items.find((item) => item.kind === 'damage')).toMatchObject({ reason: `more than ${MOST_NAMES} names in a block`, skipped: 0 })
    expect(items.at(-1)).toMatchObject({ kind: 'packet' })
  })

  it('fifty thousand comments on a section, all alike', async () => {
    const events = await read(encodeSectionHeader({ comments: repeated(50_000, 'c') }), ...repeated(3, encodeSectionHeader({ comments: repeated(MOST_OPTIONS, 'c') })), encodeInterface({ linkType: 1, snapLength: 65_535 }), packet(1))
    expect(reasons(events)).toEqual([`more than ${MOST_OPTIONS} options in a block`])
    const ids = events.flatMap((event) => (event.type === 'note' ? [event.id] : []))
    expect(new Set(ids).size).toBe(MOST_NOTES)
  })

  it('events of megabytes, and nested as deep', async () => {
    const nested = `{"type":"note","at":1,"id":"a","text":"x","more":${'['.repeat(4_000_000)}${']'.repeat(4_000_000)}}`
    const long = JSON.stringify({ type: 'note', at: 1, id: 'b', text: 'x'.repeat(2_000_000) })
    const events = await read(HEAD, session, entry(nested), entry(long), entry(JSON.stringify({ type: 'note', at: 1, id: 'c', text: '끝' })))
    expect(reasons(events)).toEqual(['a journal entry that is no event', 'a journal entry that is no event'])
    expect(events.filter(({ type }) => type === 'note')).toMatchObject([{ id: 'c', text: '끝' }])
  })
})

it('names that every object has are names like any other', async () => {
  const events = await read(
    HEAD, session, entry('{"type":"counter","at":5,"name":"__proto__","delta":1}'), entry('{"type":"step","at":6,"id":"constructor","title":"toString"}'), entry('{"type":"__proto__","at":1}'), entry('{"type":"constructor","at":1}'),
    entry('{"type":"note","at":1,"id":"__proto__","text":"hi","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')
  )
  expect(events.filter(({ type }) => type === 'counter' || type === 'step' || type === 'note')).toMatchObject([{ name: '__proto__' }, { id: 'constructor', title: 'toString' }, { id: '__proto__', text: 'hi' }])
  expect(reasons(events)).toEqual(['a journal entry that is no event', 'a journal entry that is no event'])
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

it('a pipe that nobody writes into is refused, not waited for', async () => {
  const pipe = files.path('pipe')
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0)
  expect((await openAndRead(pipe)).end).toMatchObject({ ok: false, error: { code: 'unreadable-file', of: pipe, reason: { kind: 'not-regular' } } })
  expect(await scanNotes({ file: pipe })).toMatchObject({ ok: false, error: { code: 'unreadable-file' } })
  expect(await pcapToPcapng(pipe, files.path('out.pcapng'))).toMatchObject({ ok: false, error: { code: 'unreadable-file' } })
  expect(await summarise(pipe)).toBeUndefined()
})
