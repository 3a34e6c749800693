import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { fileSessions } from '../../../../src/main/engine/recording/file-sessions'
import { readNotes } from '../../../../src/main/engine/recording/notes'
import { summarise } from '../../../../src/main/engine/recording/summary'
import type { SessionEvent } from '../../../../src/shared/model/events'
import { concat } from '../wire/frames'
import { HEADER, record, Recordings, told } from './a-recording'

const files = new Recordings()
afterAll(() => files.remove())
const ours = files.path('ours.pcapng')
record(ours, { header: { ...HEADER, experiment: 'active-close' }, events: [{ type: 'note', at: 5_000, id: 'n1', text: 'the answer', packet: 2 }] })
const sessionAt = async (path: string): Promise<number | undefined> => (await fileSessions(path)).sessions[0]?.at
/** Ten packets of somebody else, one with comments. */
const foreign = new Uint8Array(readFileSync(join(import.meta.dirname, '../../../fixtures/captures/commented.pcapng')))
const recording = new Uint8Array(readFileSync(ours))
const withoutOthers = (events: readonly SessionEvent[]): readonly SessionEvent[] => events.filter((event) => event.type !== 'recording' && (event.type !== 'note' || event.origin === undefined))

describe('a recording of ours in a file with another capture, section by section', () => {
  it.each([['in front of it', [foreign, recording]], ['behind it', [recording, foreign]], ['on both sides', [foreign, recording, foreign]]] as const)('%s: is told as it was', async (where, parts) => {
    const path = files.write(`${where.replaceAll(' ', '-')}.pcapng`, concat(...parts))
    const events = await told(path)
    expect(withoutOthers(events)).toEqual(withoutOthers(await told(ours)))
    expect(events.at(-1)).toMatchObject({ chain: 'intact', foreign: 10 * (parts.length - 1) })
    expect(await sessionAt(path)).toBe((parts[0] === foreign ? foreign.length : 0) + ((await sessionAt(ours)) ?? 0))
    // In the list, and among the notes, the packets are the same ones.
    expect(await summarise(path)).toMatchObject({ experiment: 'active-close', packets: 6, chain: 'intact', torn: false })
    const notes = await readNotes({ file: path })
    expect(notes.ok && notes.value.find(({ id }) => id === 'n1')).toMatchObject({ packet: 2, text: 'the answer' })
  })

  it('a capture without one is somebody else\'s, whole', async () => {
    const path = files.write('foreign.pcapng', foreign)
    expect(await sessionAt(path)).toBeUndefined()
    expect((await told(path)).filter(({ type }) => type === 'packet')).toHaveLength(10)
  })

  it('is found wherever its beginning lies among what is read at once', async () => {
    const mark = Buffer.from(recording).indexOf('TWLAB_EVENT={"type":"session"')
    // A block of no known type in front of it, so long that the mark lies across two pieces of a mebibyte, or at either side of their border.
    for (const before of [0, 4, 8, 12, 16, 20, 24, 28, 32]) {
      const block = new Uint8Array(1024 * 1024 - Math.floor((foreign.length + mark + before) / 4) * 4)
      const view = new DataView(block.buffer)
      view.setUint32(0, 0x8000_0001, true)
      for (const at of [4, block.length - 4]) view.setUint32(at, block.length, true)
      const path = files.write('far.pcapng', concat(foreign, block, recording))
      expect(await sessionAt(path)).toBe(foreign.length + block.length + ((await sessionAt(ours)) ?? 0))
    }
  })

  it('what cannot be walked through holds none that is found: it is told by what it begins with', async () => {
    const lying = foreign.slice()
    // The length of the block behind the section's header.
    const first = new DataView(lying.buffer).getUint32(4, true)
    new DataView(lying.buffer).setUint32(first + 4, 6, true)
    for (const bytes of [concat(lying, recording), foreign.subarray(0, 40), Uint8Array.of(1, 2, 3), new Uint8Array(0)]) expect(await sessionAt(files.write('lying.pcapng', bytes))).toBeUndefined()
    expect(await sessionAt(files.path('nothing.pcapng'))).toBeUndefined()
  })
})
