import { describe, expect, it } from 'vitest'
import { detectFormat } from '../../../../src/main/engine/pcapng/detect'
import { bigEndian } from './big-endian'
import { hex, SECTION } from './captures'

const HEADERS = [
  'd4c3b2a1 02000400 00000000 00000000 ffff0000 01000000', 'a1b2c3d4 00020004 00000000 00000000 0000ffff 00000001',
  '4d3cb2a1 02000400 00000000 00000000 ffff0000 01000000', '34cdb2a1 02000400 00000000 00000000 ffff0000 01000000'
]

describe('the format of a file, by its first bytes', () => {
  it('pcapng in either byte order', () => {
    expect([detectFormat(SECTION), detectFormat(bigEndian(SECTION))]).toEqual(['pcapng', 'pcapng'])
  })

  it('pcap with us, in either byte order, with ns, with longer records', () => {
    expect(HEADERS.map((header) => detectFormat(hex(header)))).toEqual(['pcap', 'pcap', 'pcap', 'pcap'])
  })

  it('a capture of which only the beginning is there', () => {
    expect([detectFormat(SECTION.subarray(0, 11)), detectFormat(hex('d4c3b2a1 0200'))]).toEqual(['short', 'short'])
  })

  it('compressed files', () => {
    expect([detectFormat(hex('1f8b0800')), detectFormat(hex('28b52ffd00')), detectFormat(hex('04224d1800'))]).toEqual(['gzip', 'zstd', 'lz4'])
  })

  it('none of these', () => {
    expect([detectFormat(hex('')), detectFormat(hex('00')), detectFormat(hex('504b0304')), detectFormat(hex('0a0d0d0a 1c000000 00000000'))]).toEqual([
      'empty', 'unknown', 'unknown', 'unknown'
    ])
  })
})
