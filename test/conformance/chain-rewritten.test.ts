import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../src/shared/model/events'
import { changeNotes } from '../../src/main/engine/recording/notes'
import { summarise } from '../../src/main/engine/recording/summary'
import { catalogue } from '../../src/main/shell/text/catalogue'
import { plain, tellRecording } from '../../src/shared/story'
import { blocksOf, HEADER, record, Recordings, told } from '../main/engine/recording/a-recording'
import { concat } from '../main/engine/wire/frames'
import { ask } from './judges'

const files = new Recordings()
afterAll(() => files.remove())
const SAMPLES = join(import.meta.dirname, '../../resources/samples')
const recording = files.path('recording.pcapng')
record(recording, { packets: 200, events: [{ type: 'note', at: 7_000, id: 'n1', text: '첫째 줄\nsecond line', packet: 2 }] })

function saved(program: 'editcap' | 'mergecap' | 'reordercap', ...args: readonly string[]): string {
  expect(ask(program, ...args)).toMatchObject({ status: 0, complaints: '' })
  return args.at(program === 'mergecap' ? 1 : -1) ?? ''
}

/** What was recorded, without what a file says about itself and what others wrote into it. */
const recorded = (events: readonly SessionEvent[]): readonly SessionEvent[] =>
  events.filter((event) => event.type !== 'recording' && (event.type !== 'note' || event.origin === undefined))

/** A note is in no link: sorted, it stands at its instant. */
const notesLast = (events: readonly SessionEvent[]): readonly SessionEvent[] => [...events.filter(({ type }) => type !== 'note'), ...events.filter(({ type }) => type === 'note')]

describe('a recording saved again by others opens with everything in it, its chain holds, and what was left out is said', () => {
  it.each([
    ['by editcap', ['editcap', recording, files.path('edited.pcapng')]],
    ['by editcap with a comment more', ['editcap', '-a', '9:여기서 닫힌다 <closing>', recording, files.path('commented.pcapng')]],
    ['by mergecap', ['mergecap', '-w', files.path('merged.pcapng'), recording]]
  ] as const)('%s', async (_how, [program, ...args]) => {
    const events = await told(saved(program, ...args))
    expect(recorded(events)).toEqual(recorded(await told(recording)))
    expect(events.at(-1)).toMatchObject({ type: 'recording', chain: 'intact', links: 4, lost: ['statistics', 'names'] })
  })

  it('by reordercap, which sorts journal rows by their microsecond: put back into the order in which it was recorded, by the chain', async () => {
    const events = await told(saved('reordercap', recording, files.path('reordered.pcapng')))
    expect(notesLast(recorded(events))).toEqual(notesLast(recorded(await told(recording))))
    expect(events.at(-1)).toMatchObject({ type: 'recording', chain: 'intact', links: 4, sorted: expect.any(Number) as number })
    const summary = await summarise(files.path('reordered.pcapng'))
    expect(summary).toMatchObject({ chain: 'intact', packets: 200 })
  })

  it('every sample sorted by reordercap is told event by event as it was, and where one was edited as well, that is what is said', async () => {
    for (const sample of await readdir(SAMPLES)) {
      const original = files.write(basename(sample, '.gz'), gunzipSync(await readFile(join(SAMPLES, sample))))
      const sortedFile = saved('reordercap', original, files.path(`sorted-${sample}`))
      const events = await told(sortedFile)
      expect(recorded(events), sample).toEqual(recorded(await told(original)))
      expect(events.at(-1)).toMatchObject({ chain: 'intact' })
      const blocks = blocksOf(sortedFile)
      const packet = blocks.filter((block) => block[0] === 6)[4]
      // The fifth packet, with another window.
      const edited = concat(...blocks.map((block) => (block === packet ? block.map((byte, i) => (i === 28 + 14 + 20 + 15 ? byte ^ 1 : byte)) : block)))
      expect((await told(files.write('edited.pcapng', edited))).at(-1), sample).toMatchObject({ chain: 'changed', changed: 1, differences: [{ what: 'changed', kind: 'packet', packet: 5 }] })
    }
  })

  it.each([
    ['one after the other', '2026-11-22T11:00:00.000000123Z', 'mergecap', ['-a', 'IN', 'LATER']], ['by time, one after the other', '2026-11-22T11:00:00.000000123Z', 'mergecap', ['LATER', 'IN']],
    ['by time, one within the other', '2026-11-22T10:00:00.000020123Z', 'mergecap', ['IN', 'LATER']], ['by time, and sorted', '2026-11-22T10:00:00.000020123Z', 'reordercap', ['IN', 'LATER']]
  ] as const)('two of them merged %s: each can be told as it was, and the other one is named', async (how, startedAt, program, order) => {
    const later = files.path(`later-${how}.pcapng`)
    record(later, { packets: 60, header: { ...HEADER, id: '99999999-2222-4333-8444-555555555555', experiment: 'reset', startedAt, startedAtNs: `${Date.parse(`${startedAt.slice(0, 19)}Z`)}000000`.slice(0, -9) + startedAt.slice(20, 29) } })
    const merged = saved('mergecap', '-w', files.path(`both-${how}.pcapng`), ...order.map((part) => (part === 'IN' ? recording : part === 'LATER' ? later : part)))
    const both = program === 'reordercap' ? saved(program, merged, files.path(`both-${how}-sorted.pcapng`)) : merged
    const [first, second] = [await told(both, 1), await told(both, 2)]
    expect(notesLast(recorded(first))).toEqual(notesLast(recorded(await told(recording))))
    expect(recorded(second)).toEqual(recorded(await told(later)))
    const other = { number: 2, session: '99999999-2222-4333-8444-555555555555', startedAt, experiment: 'reset' }
    expect(first.at(-1)).toMatchObject({ type: 'recording', chain: 'intact', number: 1, others: { count: 1, session: other.session, startedAt, sessions: [other] } })
    expect(second.at(-1)).toMatchObject({ chain: 'intact', session: other.session, number: 2, others: { count: 1, session: HEADER.id } })
    await expect(told(both, 3)).rejects.toThrow('"reason":{"kind":"session-of","number":3,"count":2}')
    const about = first.at(-1)
    expect(about?.type === 'recording' && tellRecording(about, catalogue('en')).map(plain).join('\n')).toContain(`2: reset, begun ${startedAt.slice(0, 19).replace('T', ' ')} UTC`)
  })

  // The fixtures are of 22 November, 22:13 UTC: before this recording, behind it, and packet by packet between its blocks.
  const foreign = join(import.meta.dirname, '../fixtures/captures/commented.pcapng')
  it.each([['before', '2026-11-22T23:00:00Z'], ['behind', '2026-11-22T10:00:00Z'], ['between', '2026-11-22T22:13:44.3208Z']])(
    'another capture merged into the file, its packets %s ours: our session is told as it was, and theirs are counted', async (where, startedAt) => {
      const ours = files.path(`ours-${where}.pcapng`)
      record(ours, { packets: 300, header: { ...HEADER, startedAt, startedAtNs: `${BigInt(Date.parse(startedAt.slice(0, 19) + 'Z')) * 1_000_000n + (where === 'between' ? 320_800_000n : 0n)}` } })
      const merged = saved('mergecap', '-w', files.path(`merged-${where}.pcapng`), foreign, ours)
      const stood = ask('tshark', '-r', merged, '-Y', 'tcp', '-T', 'fields', '-e', 'frame.interface_id').out.trim().split('\n').join('')
      expect(stood).toMatch({ before: /^0+1+$/, behind: /^1+0+$/, between: /^1+(0+1+)+0*$/ }[where] ?? /never/)
      for (const path of [merged, saved('editcap', merged, files.path(`merged-${where}-again.pcapng`))]) {
        const events = await told(path)
        expect(recorded(events)).toEqual(recorded(await told(ours)))
        expect(events.at(-1)).toMatchObject({ type: 'recording', chain: 'intact', session: HEADER.id, foreign: 10, lost: ['statistics', 'names'] })
      }
      const again = await told(saved('reordercap', merged, files.path(`merged-${where}-sorted.pcapng`)))
      expect(recorded(again)).toEqual(recorded(await told(ours)))
      expect(again.at(-1)).toMatchObject({ session: HEADER.id, chain: 'intact', foreign: 10 })
    }
  )

  it('in such a file a note on a packet of ours stands on it, and the other capture keeps its packets', async () => {
    const merged = files.path('merged-before.pcapng')
    const changed = await changeNotes({ file: merged, changes: [{ kind: 'write', note: { text: '우리 둘째 패킷', packet: 2 } }] })
    expect(changed).toMatchObject({ ok: true })
    const marked = ask('tshark', '-r', merged, '-Y', 'frame.comment == "우리 둘째 패킷"', '-T', 'fields', '-e', 'frame.interface_id', '-e', 'tcp.flags.str').out.trim()
    expect(marked).toMatch(/^1\t·+A··S·$/)
    expect((await told(merged)).at(-1)).toMatchObject({ chain: 'intact', foreign: 10 })
    expect(ask('tshark', '-r', merged, '-Y', 'frame.interface_id == 0').out.trim().split('\n')).toHaveLength(10)
  })

  it('without some packets by editcap: where they are missing', async () => {
    const rows = ask('tshark', '-r', recording, '-T', 'fields', '-e', 'frame.number', '-Y', 'tcp').out.trim().split('\n')
    const shorter = files.path('shorter.pcapng')
    expect(ask('editcap', recording, shorter, rows[9] ?? '').status).toBe(0)
    const events = await told(shorter)
    expect(events.at(-1)).toMatchObject({ chain: 'changed', changed: 1, differences: [{ what: 'removed', kind: 'transition', packet: 9 }] })
  })
})
