import { describe, expect, it } from 'vitest'
import { WholeBlocks, type Wholeness } from '../../../../src/main/engine/pcapng/repair'
import { concat, cut, HEAD, INTERFACE, packet, readAll, SECTION } from './captures'

function examined(chunks: readonly Uint8Array[]): Wholeness {
  const blocks = new WholeBlocks()
  for (const chunk of chunks) blocks.push(chunk)
  return blocks.end()
}

describe('a torn recording', () => {
  const last = packet(2)
  const file = concat([HEAD, packet(1), last])

  it('is whole up to its last whole block, wherever it is torn', () => {
    for (let torn = 1; torn < last.length; torn++) {
      const cutShort = file.subarray(0, file.length - torn)
      expect(examined(cut(cutShort, [0.3, 0.9]))).toMatchObject({ wholeUntil: file.length - last.length, torn: last.length - torn,
        damages: [{ reason: 'the file ends within a block' }] })
    }
  })

  it('cut to there and continued with a new section loses nothing more', () => {
    const torn = file.subarray(0, file.length - 5)
    const { wholeUntil } = examined([torn])
    const continued = concat([torn.subarray(0, wholeUntil), SECTION, INTERFACE, packet(3)])
    expect(readAll([continued]).map((item) => (item.kind === 'packet' ? item.data[0] : item.kind))).toEqual(['section', 'interface', 1, 'section',
      'interface', 3])
  })

  it('that is not torn may be continued at its end', () => {
    expect(examined([file])).toMatchObject({ wholeUntil: file.length, torn: 0, damages: [] })
    expect(examined([])).toEqual({ wholeUntil: 0, torn: 0, damages: [], section: undefined, interfaces: [] })
  })

  it('tells the last section and its interfaces, for the new one to repeat', () => {
    const { section, interfaces } = examined([concat([file, SECTION, INTERFACE, INTERFACE])])
    expect(section).toMatchObject({ bigEndian: false, userApplication: 'test' })
    expect(interfaces).toMatchObject([{ id: 0, linkType: 1, snapLength: 256 }, { id: 1, linkType: 1, snapLength: 256 }])
  })

  it('damaged in the middle is whole up to its end all the same', () => {
    const holed = concat([HEAD, packet(1).subarray(4), packet(2)])
    expect(examined([holed])).toMatchObject({ wholeUntil: holed.length, torn: 0, damages: [{ offset: HEAD.length }] })
  })
})
