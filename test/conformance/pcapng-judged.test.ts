import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { encodeJournalEntry } from '../../src/main/engine/pcapng/encode-journal'
import { encodePacket } from '../../src/main/engine/pcapng/encode-packet'
import { encodeInterface, encodeNames, encodeSectionHeader, encodeStatistics } from '../../src/main/engine/pcapng/encode-section'
import type { Stamp } from '../../src/main/engine/pcapng/items'
import { encodeLoopbackFrame } from '../../src/main/engine/wire/encode-segment'
import { ACK, FIN } from '../../src/shared/tcp/flags'
import { bigEndian } from '../main/engine/pcapng/big-endian'
import { concat } from '../main/engine/pcapng/captures'
import { segmentToSend } from '../main/engine/wire/frames'
import { ask, scratch, tsharkFields } from './judges'

const here = scratch('pcapng-judged')
afterAll(here.remove)

const stamp = (nanoseconds: number): Stamp => ({ seconds: 1_795_341_600, nanoseconds })
const FIN_FRAME = encodeLoopbackFrame(segmentToSend({ flags: FIN | ACK }))
const fin = (nanoseconds: number, more: object = {}): Uint8Array => encodePacket({ interfaceId: 0, at: stamp(nanoseconds), data: FIN_FRAME,
  length: FIN_FRAME.length, ...more })

/** A recording with everything that we write. */
const RECORDING = concat([
  encodeSectionHeader({ userApplication: 'timewait-lab', os: 'Linux 6.18', hardware: 'a laptop', comments: ['session 1', '한국어 메모'] }),
  encodeInterface({ linkType: 1, snapLength: 256, name: 'lo', description: 'loopback', filter: 'tcp', os: 'Linux', hardware: 'none' }),
  encodeNames([{ address: Uint8Array.of(127, 0, 0, 1), names: ['client.lab', 'server.lab'] }]),
  fin(1, { comments: ['the first FIN', 'sent by close()', '마지막 ACK가 사라진다'], flags: 0b10 | (1 << 9), packetId: 7n, dropCount: 3,
    verdicts: [{ type: 2, value: 1n }] }),
  encodeJournalEntry([
    ['__REALTIME_TIMESTAMP', '1795341600000001'], ['SYSLOG_IDENTIFIER', 'twlab'], ['PRIORITY', '6'], ['MESSAGE', 'c1 client FIN-WAIT-2 -> TIME-WAIT'],
    ['TWLAB_EVENT', '{"type":"transition"}']
  ]),
  fin(123_456_789), fin(999_999_999),
  encodeStatistics({ interfaceId: 0, at: stamp(999_999_999), started: stamp(0), ended: stamp(999_999_999), received: 12, droppedByInterface: 1,
    filterAccepted: 11, droppedBySystem: 2, delivered: 9 })
])

/** A note of two lines: the binary form of a field. */
const long = here.path('long.pcapng')
writeFileSync(long, concat([encodeSectionHeader({}), encodeInterface({ linkType: 1, snapLength: 0 }),
  encodeJournalEntry([['__REALTIME_TIMESTAMP', '1'], ['MESSAGE', 'one\ntwo']])]))

/** All that is asked of tshark, in one run of it: a start costs a hundred times what the question does. */
const ASKED = ['frame.comment', 'frame.time_epoch', 'frame.protocols', 'systemd_journal.message', 'frame.packet_flags_direction', 'frame.packet_id', 'frame.drop_count', 'frame.verdict.ebpf_xdp'] as const

describe.each([['little-endian, as we write it', RECORDING], ['big-endian', bigEndian(RECORDING)]])('a recording, %s', (order, bytes) => {
  const file = here.path(`${order.slice(0, 3)}.pcapng`)
  writeFileSync(file, bytes)
  let answered: string[][] | undefined
  const shown = (...fields: readonly (typeof ASKED)[number][]): string[][] => (answered ??= tsharkFields(file, ASKED)).map((row) => fields.map((field) => row[ASKED.indexOf(field)] ?? '?'))

  it('is read by tshark, capinfos and editcap without a complaint', () => {
    for (const verdict of [ask('tshark', '-r', file), ask('capinfos', file), ask('editcap', file, here.path('copy.pcapng'))]) {
      expect([verdict.status, verdict.complaints]).toEqual([0, ''])
    }
  })

  it("shows each comment of a packet in tshark's frame.comment", () => {
    expect(shown('frame.comment')).toEqual([['the first FIN|sent by close()|마지막 ACK가 사라진다'], [''], [''], ['']])
  })

  it('shows every stamp to the nanosecond, and a journal entry as a row with its message', () => {
    expect(shown('frame.time_epoch', 'frame.protocols', 'systemd_journal.message')).toEqual([
      ['1795341600.000000001', 'eth:ethertype:ip:tcp', ''], ['1795341600.000001000', 'systemd_journal', 'c1 client FIN-WAIT-2 -> TIME-WAIT'],
      ['1795341600.123456789', 'eth:ethertype:ip:tcp', ''], ['1795341600.999999999', 'eth:ethertype:ip:tcp', '']
    ])
  })

  it('shows flags, packet id and drop count of a packet', () => {
    expect(shown('frame.packet_flags_direction', 'frame.packet_id', 'frame.drop_count', 'frame.verdict.ebpf_xdp')[0]).toEqual(['0x00000002', '7', '3', '1'])
  })

  it("shows a journal entry's own fields", () => {
    const { out } = ask('tshark', '-r', file, '-V', '-Y', 'systemd_journal')
    for (const text of ['Syslog identifier: twlab', 'Field name: TWLAB_EVENT', 'Field value: {"type":"transition"}']) expect(out).toContain(text)
  })

  it('shows the section, the interface and the statistics in capinfos', () => {
    const { out } = ask('capinfos', file)
    expect(out).toContain('File timestamp precision:  nanoseconds (9)')
    for (const line of [
      'Capture application: timewait-lab', 'Capture oper-sys:    Linux 6.18', 'Capture hardware:    a laptop', 'Capture comment:     session 1', '한국어 메모',
      'Name = lo', 'Description = loopback', 'Filter string = tcp', 'Number of packets:   3', 'Number of stat entries = 1',
      'Number of resolved IPv4 addresses in file: 2'
    ]) {
      expect(out).toContain(line)
    }
  })

  it('tells the names that it brings', () => {
    expect(ask('tshark', '-r', file, '-q', '-z', 'hosts').out).toContain('127.0.0.1\tserver.lab')
  })
})

it('a message of several lines is one row in tshark', () => {
  expect(tsharkFields(long, ['systemd_journal.message'])).toEqual([['one\\ntwo']])
})
