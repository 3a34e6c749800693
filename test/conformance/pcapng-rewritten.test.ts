import { readFileSync, truncateSync, writeFileSync, appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { encodeJournalEntry } from '../../src/main/engine/pcapng/encode-journal'
import { encodePacket } from '../../src/main/engine/pcapng/encode-packet'
import { encodeInterface, encodeNames, encodeSectionHeader, encodeStatistics } from '../../src/main/engine/pcapng/encode-section'
import type { Stamp } from '../../src/main/engine/pcapng/items'
import { PcapReader } from '../../src/main/engine/pcapng/pcap-reader'
import { PcapngReader } from '../../src/main/engine/pcapng/pcapng-reader'
import { encodeLoopbackFrame } from '../../src/main/engine/wire/encode-segment'
import { ACK, FIN } from '../../src/shared/tcp/flags'
import { seq } from '../../src/shared/tcp/sequence'
import { concat, readAll, type PlainItem, type PlainPacket } from '../main/engine/pcapng/captures'
import { FIXTURES } from '../main/engine/capture-file/segments'
import { segmentToSend } from '../main/engine/wire/frames'
import { ask, scratch, tsharkFields } from './judges'

const here = scratch('pcapng-rewritten')
afterAll(here.remove)

const stamp = (nanoseconds: number): Stamp => ({ seconds: 1_795_341_600, nanoseconds })
const segment = (n: number, comments: readonly string[] = []): Uint8Array => {
  const frame = encodeLoopbackFrame(segmentToSend({ seq: seq(n), flags: n % 2 === 0 ? ACK : FIN | ACK }))
  return encodePacket({ interfaceId: 0, at: stamp(n * 1001), data: frame.subarray(0, 60), length: frame.length + n, comments })
}
const journal = (message: string): Uint8Array => encodeJournalEntry([['__REALTIME_TIMESTAMP', '1795341600000003'], ['MESSAGE', message],
  ['TWLAB_EVENT', '{"type":"step"}']])
const HEAD = concat([encodeSectionHeader({ userApplication: 'timewait-lab', comments: ['the session'] }),
  encodeInterface({ linkType: 1, snapLength: 60, name: 'lo' })])
const RECORDING = concat([
  HEAD, encodeNames([{ address: Uint8Array.of(127, 0, 0, 1), names: ['lab'] }]), segment(1, ['one', 'two']), segment(2), journal('between'), segment(3),
  encodeStatistics({ interfaceId: 0, at: stamp(9), received: 3 })
])
const file = here.path('recording.pcapng')
writeFileSync(file, RECORDING)

const timeText = ({ seconds, nanoseconds }: Stamp): string => `${seconds}.${String(nanoseconds).padStart(9, '0')}`
const packets = (items: readonly PlainItem[]): PlainPacket[] => items.filter((item) => item.kind === 'packet')
const journals = (items: readonly PlainItem[]): object[] => items.filter((item) => item.kind === 'journal').map((item) => item.fields)
const read = (path: string): PlainItem[] => readAll([readFileSync(path)])
const readPcap = (path: string): PlainItem[] => readAll([readFileSync(path)], new PcapReader())
const kinds = (items: readonly PlainItem[]): string[] => items.map((item) => item.kind)
/** The same packets as a format with fewer digits and no options keeps them. */
const plain = (list: readonly PlainPacket[], digits = 9): object[] =>
  list.map(({ at, data, length }) => ({ at: { ...at, nanoseconds: at.nanoseconds - (at.nanoseconds % 10 ** (9 - digits)) }, data, length }))

function run(program: 'editcap' | 'mergecap', ...args: readonly string[]): string {
  const output = args.at(program === 'editcap' ? -1 : 1) ?? ''
  const { status, complaints } = ask(program, ...args)
  expect([status, complaints]).toEqual([0, ''])
  return output
}

describe('a recording rewritten by others is read back equal', () => {
  const ours = packets(readAll([RECORDING]))

  it('by editcap: packets, comments, journal entries, in their order', () => {
    const items = read(run('editcap', file, here.path('edited.pcapng')))
    expect(packets(items)).toEqual(ours)
    expect(kinds(items).filter((kind) => kind === 'packet' || kind === 'journal')).toEqual(['packet', 'packet', 'journal', 'packet'])
    expect(journals(items)).toEqual(journals(readAll([RECORDING])))
    expect(items[0]).toMatchObject({ comments: ['the session'], userApplication: 'timewait-lab' })
    expect(items.filter((item) => item.kind === 'damage')).toEqual([])
  })

  it('by editcap: flags, id and drop count of a packet; but no verdict of eBPF, no names, no statistics', () => {
    const source = here.path('options.pcapng')
    const options = { flags: 2, packetId: 9n, dropCount: 4 }
    const captured = encodePacket({ interfaceId: 0, at: stamp(1), data: new Uint8Array(60), length: 60, ...options, verdicts: [{ type: 2, value: 1n }] })
    writeFileSync(source, concat([HEAD, encodeNames([{ address: Uint8Array.of(127, 0, 0, 1), names: ['lab'] }]), captured,
      encodeStatistics({ interfaceId: 0, at: stamp(9) })]))
    const items = read(run('editcap', source, here.path('options-edited.pcapng')))
    expect(kinds(items)).toEqual(['section', 'interface', 'packet'])
    expect(packets(items)).toMatchObject([{ ...options, verdicts: [] }])
  })

  it('by editcap with a comment more', () => {
    const items = read(run('editcap', '-a', '2:seen in class', file, here.path('commented.pcapng')))
    expect(packets(items).map((one) => one.comments)).toEqual([['one', 'two'], ['seen in class'], []])
  })

  it('by mergecap, twice over', () => {
    const merged = packets(read(run('mergecap', '-w', here.path('merged.pcapng'), '-a', file, file)))
    expect(plain(merged)).toEqual(plain([...ours, ...ours]))
  })

  it('as classic pcap, with us, with ns, and in the modified form', () => {
    const withoutJournal = concat([HEAD, segment(1), segment(2), segment(3)])
    const source = here.path('packets.pcapng')
    writeFileSync(source, withoutJournal)
    for (const [format, digits] of [['pcap', 6], ['nsecpcap', 9], ['modpcap', 6]] as const) {
      const items = readPcap(run('editcap', '-F', format, source, here.path(`${format}.pcap`)))
      expect(plain(packets(items))).toEqual(plain(ours, digits))
      expect(kinds(items)).not.toContain('damage')
    }
  })

  it("as pcapng again from a pcap with us: the interface's own resolution counts", () => {
    const pcap = run('editcap', '-F', 'pcap', here.path('packets.pcapng'), here.path('us.pcap'))
    const items = read(run('editcap', '-F', 'pcapng', pcap, here.path('us.pcapng')))
    expect(items.find((item) => item.kind === 'interface')).toMatchObject({ resolution: 6 })
    expect(plain(packets(items))).toEqual(plain(ours, 6))
  })
})

describe.each(['loopback-ipv4.pcapng', 'loopback-ipv6.pcapng', 'snapped-60.pcapng', 'cooked-sll2.pcapng', 'commented.pcapng'])('%s', (name) => {
  it("has tshark's stamps, lengths and bytes", () => {
    const rows = tsharkFields(join(FIXTURES, name), ['frame.time_epoch', 'frame.len', 'frame.cap_len'])
    const seen = packets(read(join(FIXTURES, name)))
    expect(seen.map(({ at, length, data }) => [timeText(at), String(length), String(data.length)])).toEqual(rows)
  })
})

describe('a torn tail', () => {
  const torn = here.path('torn.pcapng')
  const whole = concat([HEAD, segment(1), journal('kept'), segment(2)])
  const tear = (bytes: number): void => {
    writeFileSync(torn, concat([whole, segment(3)]))
    truncateSync(torn, whole.length + bytes)
  }

  it('costs the others nothing that was whole either: tshark shows it and complains', () => {
    tear(50)
    const verdict = ask('tshark', '-r', torn)
    expect(verdict.out.trimEnd().split('\n')).toHaveLength(3)
    expect(verdict.complaints).toContain('cut short')
    expect(kinds(read(torn))).toEqual(['section', 'interface', 'packet', 'journal', 'packet', 'damage'])
  })

  it('appended to hides the rest from tshark, but not from us', () => {
    tear(50)
    appendFileSync(torn, concat([HEAD, segment(4)]))
    expect(ask('tshark', '-r', torn).out.trimEnd().split('\n')).toHaveLength(3)
    expect(kinds(read(torn))).toEqual(['section', 'interface', 'packet', 'journal', 'packet', 'damage', 'section', 'interface', 'packet'])
  })

  it('cut to its last whole block may be continued with a new section: everybody reads all of it', () => {
    tear(50)
    const reader = new PcapngReader()
    readAll([readFileSync(torn)], reader)
    truncateSync(torn, reader.wholeUntil)
    appendFileSync(torn, concat([HEAD, segment(4)]))
    const verdict = ask('tshark', '-r', torn)
    expect([verdict.status, verdict.complaints, verdict.out.trimEnd().split('\n').length]).toEqual([0, '', 4])
    expect(ask('capinfos', '-c', '-M', torn)).toMatchObject({ status: 0, complaints: '', out: expect.stringContaining('Number of packets:   3') as string })
    expect(kinds(read(torn))).toEqual(['section', 'interface', 'packet', 'journal', 'packet', 'section', 'interface', 'packet'])
  })
})
