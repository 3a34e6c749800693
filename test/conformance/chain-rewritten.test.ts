import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../src/shared/model/events'
import { changeNotes } from '../../src/main/engine/recording/notes'
import { catalogue } from '../../src/main/shell/text/catalogue'
import { plain, tellRecording } from '../../src/shared/story'
import { HEADER, record, Recordings, told } from '../main/engine/recording/a-recording'
import { ask } from './judges'

const files = new Recordings()
afterAll(() => files.remove())
const recording = files.path('recording.pcapng')
record(recording, { packets: 200, events: [{ type: 'note', at: 7_000, id: 'n1', text: '첫째 줄\nsecond line', packet: 2 }] })

function saved(program: 'editcap' | 'mergecap' | 'reordercap', ...args: readonly string[]): string {
  expect(ask(program, ...args)).toMatchObject({ status: 0, complaints: '' })
  return args.at(program === 'mergecap' ? 1 : -1) ?? ''
}

/** What was recorded, without what a file says about itself and what others wrote into it. */
const recorded = (events: readonly SessionEvent[]): readonly SessionEvent[] =>
  events.filter((event) => event.type !== 'recording' && (event.type !== 'note' || event.origin === undefined))
const sorted = (list: readonly SessionEvent[]): string[] => list.map((event) => JSON.stringify(event)).sort()

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

  it('by reordercap, which sorts journal rows by their microsecond: the same events, and told to be in another order', async () => {
    const events = await told(saved('reordercap', recording, files.path('reordered.pcapng')))
    expect(sorted(recorded(events))).toEqual(sorted(recorded(await told(recording))))
    expect(events.at(-1)).toMatchObject({ type: 'recording', chain: 'changed' })
  })

  it('two of them merged: the first is told as it was, the second is named and left out, and editcap makes a file of it that is whole', async () => {
    const later = files.path('later.pcapng')
    record(later, { packets: 20, header: { ...HEADER, id: '99999999-2222-4333-8444-555555555555', startedAt: '2026-11-22T11:00:00.000000123Z', startedAtNs: '1795345200000000123' } })
    const events = await told(saved('mergecap', '-w', files.path('both.pcapng'), later, recording))
    expect(recorded(events)).toEqual(recorded(await told(recording)))
    const about = events.at(-1)
    expect(about).toMatchObject({ type: 'recording', chain: 'intact', others: { count: 1, session: '99999999-2222-4333-8444-555555555555', startedAt: '2026-11-22T11:00:00.000000123Z', items: 44 } })
    const [, from = ''] = about?.type === 'recording' ? /editcap -A (\S+) IN OUT/.exec(tellRecording(about, catalogue('en')).map(plain).join('\n')) ?? [] : []
    const second = await told(saved('editcap', '-A', from, files.path('both.pcapng'), files.path('second.pcapng')))
    expect(recorded(second)).toEqual(recorded(await told(later)))
    expect(second.at(-1)).toMatchObject({ chain: 'intact' })
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
      expect(sorted(recorded(again))).toEqual(sorted(recorded(await told(ours))))
      expect(again.at(-1)).toMatchObject({ session: HEADER.id, foreign: 10 })
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
