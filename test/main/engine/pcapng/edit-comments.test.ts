import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withComments } from '../../../../src/main/engine/pcapng/edit-comments'
import { encodePacket } from '../../../../src/main/engine/pcapng/encode-packet'
import { bigEndian } from './big-endian'
import { AT, concat, HEAD, hex, packet, readAll, text } from './captures'

const NOTHING = new Map<number, string | null>()
const data = hex('aabbccddee')
const plain = encodePacket({ interfaceId: 0, at: AT, data, length: 60 })
const rich = encodePacket({ interfaceId: 0, at: AT, data, length: 60, flags: 2, packetId: 9n, comments: ['one', 'two'], verdicts: [{ type: 0, value: hex('01') }] })
const commentsOf = (block: Uint8Array): readonly string[] => readAll([concat([HEAD, block])]).flatMap((item) => (item.kind === 'packet' ? item.comments : []))

describe('a packet block with other comments', () => {
  it('is what it would be, had it been written with them', () => {
    expect(withComments(plain, true, { replaced: NOTHING, added: ['왜?'] })).toEqual(encodePacket({ interfaceId: 0, at: AT, data, length: 60, comments: ['왜?'] }))
  })

  it('keeps the comments and options that nobody changes, where they are', () => {
    const changed = withComments(rich, true, { replaced: new Map([[0, 'first\nline'], [1, null]]), added: ['three'] })
    expect(changed && commentsOf(changed)).toEqual(['first\nline', 'three'])
    const back = changed && withComments(changed, true, { replaced: new Map<number, string | null>([[0, 'one'], [1, 'two']]), added: [] })
    expect(back?.length).toBe(rich.length)
    expect(readAll([concat([HEAD, back ?? plain])])).toMatchObject([{}, {}, { flags: 2, packetId: 9n, comments: ['one', 'two'], verdicts: [{ type: 0 }] }])
  })

  it('is the block of before when the comments are taken out again, whatever they are', () => {
    fc.assert(fc.property(fc.array(text, { maxLength: 4 }), (comments) => {
      const changed = withComments(plain, true, { replaced: NOTHING, added: comments })
      const back = changed && withComments(changed, true, { replaced: new Map(comments.map((_, i) => [i, null])), added: [] })
      expect(back).toEqual(plain)
    }))
  })

  it('in the other byte order is read the same', () => {
    const file = bigEndian(concat([HEAD, rich]))
    const block = file.slice(HEAD.length)
    const changed = withComments(block, false, { replaced: new Map([[1, 'zwei']]), added: ['drei'] })
    expect(readAll([concat([file.subarray(0, HEAD.length), changed ?? block])])).toMatchObject([{}, {}, { flags: 2, packetId: 9n, comments: ['one', 'zwei', 'drei'] }])
  })

  it('does not exist for a block that has no place for them, or whose options lie', () => {
    const simple = hex('03000000 14000000 04000000 aabbccdd 14000000')
    expect(withComments(simple, true, { replaced: NOTHING, added: ['x'] })).toBeUndefined()
    const lying = rich.slice()
    new DataView(lying.buffer).setUint16(38, 0xfff0, true)
    expect(withComments(lying, true, { replaced: NOTHING, added: ['x'] })).toBeUndefined()
    expect(withComments(packet(1).subarray(0, 20), true, { replaced: NOTHING, added: ['x'] })).toBeUndefined()
  })
})
