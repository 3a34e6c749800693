import { afterAll, describe, expect, it } from 'vitest'
import type { RecordingRead } from '../../../../src/shared/model/events'
import { concat } from '../wire/frames'
import { blocksOf, HEADER, record, Recordings, textOf, told, transition } from './a-recording'

const files = new Recordings()
afterAll(() => files.remove())

const verdict = async (path: string): Promise<RecordingRead | undefined> => (await told(path)).find((event) => event.type === 'recording')
const whole = files.path('whole.pcapng')
record(whole, { events: [{ type: 'note', at: 5_000, id: 'n1', text: 'first\nsecond' }] })

const isPacket = (block: Uint8Array): boolean => block[0] === 6
const isEvent = (block: Uint8Array, type: string): boolean => textOf(block).includes(`TWLAB_EVENT={"type":"${type}"`)
const isLink = (block: Uint8Array): boolean => textOf(block).includes('TWLAB_CHAIN=')
let made = 0
/** The recording with its blocks changed by somebody. */
const tampered = (change: (blocks: Uint8Array[]) => Uint8Array[], path = whole): Promise<RecordingRead | undefined> =>
  verdict(files.write(`tampered-${++made}.pcapng`, concat(...change(blocksOf(path)))))
const withByte = (block: Uint8Array, at: number): Uint8Array => block.map((byte, i) => (i === at ? byte ^ 1 : byte))
/** Where the n-th block of a kind is. */
const place = (blocks: readonly Uint8Array[], is: (block: Uint8Array) => boolean, n: number): number =>
  blocks.map((block, i) => (is(block) ? i : -1)).filter((i) => i >= 0)[n - 1] ?? -1
const third = (blocks: readonly Uint8Array[]): number => place(blocks, (one) => isEvent(one, 'transition'), 3)

describe('a recording that nobody changed', () => {
  it('is intact, and names its session', async () => {
    expect(await verdict(whole)).toEqual({ type: 'recording', at: 7_000, session: HEADER.id, chain: 'intact', links: 1 })
  })

  it('is intact with a link for every 128 packets and events, and with a flood in one link', async () => {
    const long = files.path('long.pcapng')
    record(long, { packets: 300, events: Array.from({ length: 2_000 }, (_, i) => transition(400_000 + i, 'TIME-WAIT')) })
    expect(await verdict(long)).toMatchObject({ chain: 'intact', links: 5 })
  })

  it('is intact when its notes are taken out, and says what a program left out', async () => {
    expect(await tampered((blocks) => blocks.filter((block) => !isEvent(block, 'note')))).toMatchObject({ chain: 'intact' })
    expect(await tampered((blocks) => blocks.filter((block) => block[0] !== 5 && block[0] !== 4))).toMatchObject({ chain: 'intact', lost: ['statistics', 'names'] })
  })

  it('is unfinished when its session has not ended', async () => {
    const open = files.path('open.pcapng')
    record(open, { packets: 100, closed: false })
    expect(await verdict(open)).toMatchObject({ chain: 'unfinished', links: 1, unlinked: expect.any(Number) as number })
    expect(await verdict(open)).not.toHaveProperty('changed')
    // It broke off before the first link, as on a full disk: that is no sign of tampering.
    const early = files.path('early.pcapng')
    record(early, { packets: 3, closed: false })
    expect(await verdict(early)).toMatchObject({ chain: 'unfinished', links: 0, unlinked: 8 })
  })
})

describe('a recording that was changed', () => {
  it('names the packet of which a byte differs', async () => {
    const found = await tampered((blocks) => blocks.map((block, i) => (i === place(blocks, isPacket, 4) ? withByte(block, 60) : block)))
    expect(found).toMatchObject({ chain: 'changed', changed: 1, differences: [{ what: 'changed', kind: 'packet', packet: 4 }] })
  })

  it('names the packet of which the stamp differs', async () => {
    const found = await tampered((blocks) => blocks.map((block, i) => (i === place(blocks, isPacket, 2) ? withByte(block, 16) : block)))
    expect(found?.differences).toEqual([{ what: 'changed', kind: 'packet', packet: 2 }])
  })

  it('names the transition that is not the kernel\'s any more', async () => {
    const found = await tampered((blocks) => blocks.map((block, i) =>
      (i === place(blocks, (one) => isEvent(one, 'transition'), 3) ? Uint8Array.from(Buffer.from(textOf(block).replace('confirmed"', 'inferred."'))) : block)))
    expect(found?.differences).toEqual([{ what: 'changed', kind: 'damage', at: expect.any(Number) as number, packet: 3 }])
    const other = await tampered((blocks) => blocks.map((block, i) =>
      (i === place(blocks, (one) => isEvent(one, 'transition'), 3) ? Uint8Array.from(Buffer.from(textOf(block).replaceAll('FIN-WAIT-1', 'FIN-WAIT-2'))) : block)))
    expect(other?.differences).toEqual([{ what: 'changed', kind: 'transition', packet: 3, at: 3_800 }])
  })

  it('tells what was taken out, what was put in, and what is in another place', async () => {
    expect((await tampered((blocks) => blocks.filter((_, i) => i !== third(blocks))))?.differences).toMatchObject([{ what: 'removed', kind: 'packet', packet: 4 }])
    expect((await tampered((blocks) => blocks.flatMap((block, i) => (i === third(blocks) ? [block, block] : [block]))))?.differences).toMatchObject([{ what: 'added', kind: 'transition' }])
    const exchanged = await tampered((blocks) => {
      const [a, b] = [third(blocks), third(blocks) + 1]
      return blocks.map((block, i) => (i === a ? blocks[b] ?? block : i === b ? blocks[a] ?? block : block))
    })
    expect(exchanged?.differences).toMatchObject([{ what: 'moved', packet: 4 }])
  })

  it('tells events of another session, and of a later place, for what they are', async () => {
    const other = files.path('other.pcapng')
    record(other, { packets: 8, header: { ...HEADER, id: '99999999-2222-4333-8444-555555555555' } })
    const theirs = blocksOf(other).filter((block) => isEvent(block, 'transition'))
    expect(await tampered((blocks) => [...blocks.slice(0, -1), ...theirs, ...blocks.slice(-1)])).toMatchObject({ chain: 'changed', differences: [{ what: 'added' }] })
    expect(await tampered((blocks) => [...blocks, ...theirs])).toMatchObject({ chain: 'changed', unlinked: 8, differences: [{ what: 'added', kind: 'transition' }] })
  })

  it('does not hold with the session exchanged, or with its links taken out', async () => {
    const another = Uint8Array.from(Buffer.from('99999999'))
    const renamed = await tampered((blocks) => blocks.map((block) => {
      const at = textOf(block).indexOf('11111111-2222')
      return at < 0 || isLink(block) ? block : concat(block.subarray(0, at), another, block.subarray(at + 8))
    }))
    expect(renamed).toMatchObject({ chain: 'changed', differences: [{ what: 'link' }] })
    expect(await tampered((blocks) => blocks.filter((block) => !isLink(block)))).toMatchObject({ chain: 'absent', links: 0 })
  })

  it('tells each stretch by itself: one change does not hide the next', async () => {
    const long = files.path('stretches.pcapng')
    record(long, { packets: 300 })
    const found = await tampered((blocks) => blocks.map((block, i) => ([10, 250].some((n) => i === place(blocks, isPacket, n)) ? withByte(block, 50) : block)), long)
    expect(found).toMatchObject({ changed: 2, differences: [{ packet: 10 }, { packet: 250 }] })
  })
})
