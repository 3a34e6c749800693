import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { catalogue } from '../../../../src/main/shell/text/catalogue'
import { plain, tellRecording } from '../../../../src/shared/story'
import { summarise } from '../../../../src/main/engine/recording/summary'
import type { RecordingRead, SessionEvent } from '../../../../src/shared/model/events'
import { concat } from '../wire/frames'
import { blocksOf, HEADER, record, Recordings, type RecordOptions, textOf, told, transition } from './a-recording'

const files = new Recordings()
afterAll(() => files.remove())

type Blocks = readonly Uint8Array[]
const isPacket = (block: Uint8Array): boolean => block[0] === 6
const isLink = (block: Uint8Array): boolean => textOf(block).includes('TWLAB_CHAIN=')
/** ns since 1970: of an entry its whole microsecond. */
function stampOf(block: Uint8Array): bigint {
  const view = new DataView(block.buffer, block.byteOffset, block.length)
  return isPacket(block) ? (BigInt(view.getUint32(12, true)) << 32n) | BigInt(view.getUint32(16, true)) : BigInt(/__REALTIME_TIMESTAMP=(\d+)/.exec(textOf(block))?.[1] ?? 0) * 1000n
}
/** As reordercap does it: packets and entries by their stamp, those of one stamp in the order they had. */
const byStamp = (blocks: Blocks): Blocks =>
  [...blocks.filter(({ 0: type }) => type !== 6 && type !== 9 && type !== 5), ...blocks.filter(({ 0: type }) => type === 6 || type === 9).toSorted((a, b) => (stampOf(a) < stampOf(b) ? -1 : stampOf(a) > stampOf(b) ? 1 : 0)), ...blocks.filter(({ 0: type }) => type === 5)]

const packetOf = (blocks: Blocks, n: number): Uint8Array => blocks.filter(isPacket)[n - 1] ?? new Uint8Array(0)

/** A link as recordings had it that were made before links had sums: as long as it was. */
const withoutSum = (block: Uint8Array): Uint8Array => Uint8Array.from(Buffer.from(textOf(block).replace(/"sum":/, '"sun":')))

/** An event of a flood says something else. */
const edited = (blocks: Blocks): Blocks => blocks.map((block, i) => (i === 400 ? Uint8Array.from(Buffer.from(textOf(block).replaceAll('TIME-WAIT', 'LAST-ACK '))) : block))

let made = 0
/** A recording, somebody's change to its blocks, sorted: what is told of it, and of the untouched one. */
async function sorted(options: RecordOptions, change: (blocks: Blocks) => Blocks = (blocks) => blocks): Promise<{ readonly events: readonly SessionEvent[]; readonly original: readonly SessionEvent[]; readonly about: RecordingRead; readonly path: string }> {
  const name = `${++made}.pcapng`
  record(files.path(name), options)
  const path = files.write(`sorted-${name}`, concat(...byStamp(change(blocksOf(files.path(name))))))
  expect(readFileSync(path).equals(readFileSync(files.path(name)))).toBe(false)
  const [events, original] = [await told(path), await told(files.path(name))]
  const about = events.at(-1)
  if (about?.type !== 'recording') throw new Error('no recording')
  return { events: events.slice(0, -1), original: original.slice(0, -1), about, path }
}

describe('a recording whose blocks were sorted by time', () => {
  it('is told in the order in which it was recorded, and its chain holds', async () => {
    const { events, original, about, path } = await sorted({ packets: 300 })
    expect(events).toEqual(original)
    expect(about).toMatchObject({ chain: 'intact', links: 5, sorted: expect.any(Number) as number })
    expect(await summarise(path)).toMatchObject({ chain: 'intact', packets: 300, torn: false })
  })

  it('also where an event was told long after its instant', async () => {
    const late = Array.from({ length: 40 }, (_, i) => transition(20_000 + i * 1_500, 'TIME-WAIT'))
    const { events, original, about } = await sorted({ packets: 500, events: late })
    expect(events).toEqual(original)
    expect(about).toMatchObject({ chain: 'intact' })
  })

  it('a flood in order of time, and one that broke off', async () => {
    const flood = Array.from({ length: 1_000 }, (_, i) => transition(400_300 + i * 700, 'TIME-WAIT'))
    expect(await sorted({ packets: 20, events: flood, endsAt: 1_200_000 })).toMatchObject({ about: { chain: 'intact' } })
    const { about, events, original } = await sorted({ packets: 100, closed: false })
    expect(events).toEqual(original)
    expect(about).toMatchObject({ chain: 'unfinished', links: 1 })
  })

  it('a flood whose order nobody knows any more is told to be there by number; without one of its events it is changed', async () => {
    const flood = Array.from({ length: 1_000 }, (_, i) => transition(400_300 + ((i * 7_919) % 1_000) * 700, 'TIME-WAIT'))
    const { about, events, original } = await sorted({ packets: 20, events: flood })
    expect(about).toEqual({ type: 'recording', at: expect.any(Number) as number, session: HEADER.id, chain: 'reordered', links: 1, whole: true })
    expect(events).toHaveLength(original.length)
    expect((await sorted({ packets: 20, events: flood }, (blocks) => blocks.toSpliced(400, 1))).about).toMatchObject({ chain: 'changed', changed: 1, differences: [{ what: 'somewhere' }] })
  })

  it('an edit in a flood is found, whether its order is found again or not; where it is, nobody knows', async () => {
    for (const step of [1, 7_919]) {
      const flood = Array.from({ length: 1_000 }, (_, i) => transition(400_300 + ((i * step) % 1_000) * 700, 'TIME-WAIT'))
      expect((await sorted({ packets: 20, events: flood, endsAt: 1_200_000 }, edited)).about).toMatchObject({ chain: 'changed', changed: 1, differences: [{ what: 'somewhere' }] })
      expect((await sorted({ packets: 20, events: flood, endsAt: 1_200_000 }, (blocks) => edited(blocks).map((block) => (isLink(block) ? withoutSum(block) : block)))).about).toEqual(
        { type: 'recording', at: expect.any(Number) as number, session: HEADER.id, chain: 'reordered', links: 1 })
    }
  })

  it('an edit in one of several floods is told to be between two packets: where all that was recorded was there, and from where on it was not', async () => {
    const floods = Array.from({ length: 5 }, (_, flood) => Array.from({ length: 600 }, (_, i) => transition(400_300 + flood * 600_000 + ((i * 7_919) % 600) * 700, 'TIME-WAIT')))
    const options = { packets: 20, floods, endsAt: 4_000_000 }
    expect((await sorted(options)).about).toMatchObject({ chain: 'reordered', whole: true })
    const inThird = `"at":${floods[2]?.[300]?.at},`
    const { about } = await sorted(options, (blocks) => blocks.filter((block) => !textOf(block).includes(inThird)))
    expect(about).toMatchObject({ chain: 'changed', changed: 1, differences: [{ what: 'somewhere', packet: 22, until: 23 }] })
    expect(tellRecording(about, catalogue('en')).map(plain)).toContain('    something between packet 22 and packet 23 was changed, put in or taken out; the file was sorted, and nothing tells what')
  })

  it('a flood that broke off is not told as changed', async () => {
    const flood = Array.from({ length: 1_000 }, (_, i) => transition(400_300 + ((i * 7_919) % 1_000) * 700, 'TIME-WAIT'))
    const { about } = await sorted({ packets: 20, events: flood, closed: false })
    expect(about).toMatchObject({ chain: 'reordered', links: 1 })
    expect(about).not.toHaveProperty('changed')
  })

  it('and changed as well: what was changed, taken out or put in is named', async () => {
    const changed = await sorted({ packets: 300 }, (blocks) => blocks.map((block) => (block === packetOf(blocks, 150) ? block.map((byte, i) => (i === 60 ? byte ^ 1 : byte)) : block)))
    expect(changed.about).toMatchObject({ chain: 'changed', changed: 1, differences: [{ what: 'changed', kind: 'packet', packet: 150 }] })
    expect((await sorted({ packets: 300 }, (blocks) => blocks.filter((block) => block !== packetOf(blocks, 150)))).about).toMatchObject({ chain: 'changed', changed: 1, differences: [{ what: 'removed' }] })
    const added = await sorted({ packets: 300 }, (blocks) => blocks.flatMap((block) => (block === packetOf(blocks, 150) ? [block, block] : [block])))
    expect(added.about).toMatchObject({ chain: 'changed', changed: 1, differences: [{ what: 'added' }] })
  })

  it('without its links it is told by time, and that nothing vouches for it', async () => {
    const { about, events, original } = await sorted({ packets: 300 }, (blocks) => blocks.filter((block) => !isLink(block)))
    expect(about).toMatchObject({ chain: 'absent', links: 0 })
    expect(events).toHaveLength(original.length)
  })
})
