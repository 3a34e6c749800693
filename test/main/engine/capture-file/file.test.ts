import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CaptureFile, openCaptureFile } from '../../../../src/main/engine/capture/file'
import type { PacketBatch } from '../../../../src/main/engine/capture/source'
import { encodeJournalEntry } from '../../../../src/main/engine/pcapng/encode-journal'
import { PcapngReader } from '../../../../src/main/engine/pcapng/pcapng-reader'
import { concat, HEAD, packet } from '../pcapng/captures'
import { FIXTURES, opened, outline } from './segments'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'capture-file-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function written(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

/** The ten segments of every fixture, from the client's port. */
const exchange = (address: string, client: number): string[] => {
  const [c, s] = [`${address}:${client}`, `${address}:12345`]
  return [
    `${c} > ${s} SYN len 0`, `${s} > ${c} SYN,ACK len 0`, `${c} > ${s} ACK len 0`, `${c} > ${s} PSH,ACK len 5`, `${s} > ${c} ACK len 0`,
    `${s} > ${c} PSH,ACK len 10`,
    `${c} > ${s} ACK len 0`, `${c} > ${s} FIN,ACK len 0`, `${s} > ${c} FIN,ACK len 0`, `${c} > ${s} ACK len 0`
  ]
}
const stamps = (lines: readonly string[] | undefined): (string | undefined)[] =>
  (lines ?? []).filter((line) => line.includes(' > ')).map((line) => line.split(' ')[0])
const withoutStamps = (lines: readonly string[]): string[] => lines.filter((line) => line.includes(' > ')).map((line) => line.slice(line.indexOf(' ') + 1))

describe('captures that others made', () => {
  it.each([
    ['loopback-ipv4.pcapng', '127.0.0.1', 40686], ['loopback-ipv6.pcapng', '[::1]', 40888], ['snapped-60.pcapng', '127.0.0.1', 40720],
    ['cooked-sll.pcap', '127.0.0.1', 40698], ['cooked-sll2.pcapng', '127.0.0.1', 40704], ['loopback-ns.pcap', '127.0.0.1', 40686],
    ['loopback-modified.pcap', '127.0.0.1', 40686], ['commented.pcapng', '127.0.0.1', 40686]
  ])('%s', async (name, address, client) => {
    expect(withoutStamps(await outline(join(FIXTURES, name)))).toEqual(exchange(address, client))
  })

  it('keep the nanosecond, in pcapng and in pcap; us where that is all there is', async () => {
    const names = ['loopback-ipv4.pcapng', 'loopback-ns.pcap', 'loopback-modified.pcap']
    const [pcapng, ns, modified] = await Promise.all(names.map((name) => outline(join(FIXTURES, name))))
    expect(stamps(ns)).toEqual(stamps(pcapng))
    expect(stamps(modified)).toEqual(stamps(pcapng).map((stamp) => `${stamp?.slice(0, -3)}000`))
  })

  it('give sections, interfaces and statistics where they stand', async () => {
    const kinds = (await outline(join(FIXTURES, 'loopback-ipv4.pcapng'))).map((line) => (line.includes(' > ') ? 'packet' : line))
    expect(kinds).toEqual(['section', 'interface', ...Array.from({ length: 10 }, () => 'packet'), 'statistics'])
  })

  it('give their comments, of packets and of the section', async () => {
    const comments: unknown[] = []
    for await (const item of (await opened(join(FIXTURES, 'commented.pcapng'))).items()) {
      if (item.kind === 'section') comments.push(item.comments)
      if (item.kind === 'packets') comments.push(...item.batch.annotations.map((one) => [one.index, one.comments]))
    }
    expect(comments).toEqual([['two comments, and this one'], [7, ['the client closes first: close()']], [8, ["the server's FIN"]]])
  })
})

describe('reading', () => {
  const journal = encodeJournalEntry([['__REALTIME_TIMESTAMP', '1'], ['MESSAGE', 'between']])

  it('keeps the order of packets and journal entries over many chunks', async () => {
    const rounds = 3000
    const part = concat([packet(1, { data: new Uint8Array(900) }), packet(2), journal])
    const path = written('many.pcapng', concat([HEAD, ...Array.from({ length: rounds }, () => part)]))
    let kinds = ''
    for await (const item of (await opened(path)).items()) {
      if (item.kind === 'packets') kinds += 'p'.repeat(item.batch.count)
      else kinds += item.kind.charAt(0)
    }
    expect(kinds).toBe(`si${'ppj'.repeat(rounds)}`)
  })

  it('gives batches in the shape of a capture source', async () => {
    for await (const item of (await opened(join(FIXTURES, 'loopback-ipv4.pcapng'))).items()) {
      const batch: PacketBatch | undefined = item.kind === 'packets' ? item.batch : undefined
      if (batch !== undefined) expect([batch.count, batch.linkTypes[9], batch.capturedLengths[0]]).toEqual([10, 1, 74])
    }
  })

  it('tells how far it is after the first chunk, from time to time, and at the whole', async () => {
    const path = written('long.pcapng', concat([HEAD, ...Array.from({ length: 50 }, () => packet(1, { data: new Uint8Array(60_000) }))]))
    const seen: number[] = []
    const file = await opened(path, { onProgress: (done, total) => seen.push(done / total) })
    for await (const item of file.items()) expect(item.kind).not.toBe('failure')
    expect(seen[0]).toBeLessThan(1)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen.at(-1)).toBe(1)
  })

  it('ends with a failure when it is stopped', async () => {
    const controller = new AbortController()
    const file = await opened(join(FIXTURES, 'loopback-ipv4.pcapng'), { signal: controller.signal })
    const kinds: string[] = []
    for await (const item of file.items()) {
      kinds.push(item.kind === 'failure' ? item.failure.code : item.kind)
      if (item.kind === 'interface') controller.abort()
    }
    expect(kinds).toEqual(['section', 'interface', 'stopped'])
  })

  it('closes the file when the reader leaves early, and may be closed twice', async () => {
    const file = await opened(join(FIXTURES, 'loopback-ipv4.pcapng'))
    for await (const item of file.items()) if (item.kind === 'section') break
    await file.close()
    await file.close()
    const unread = await opened(join(FIXTURES, 'loopback-ipv4.pcapng'))
    await unread.close()
  })

  it('reports a torn tail and gives everything before it', async () => {
    const bytes = concat([HEAD, packet(1), journal, packet(2)])
    const path = written('torn.pcapng', bytes)
    truncateSync(path, bytes.length - 5)
    expect((await outline(path)).slice(3)).toEqual(['journal', `damage ${bytes.length - 40} the file ends within a block 35`])
  })

  it('reports a disk that fails while it is read', async () => {
    const closed: string[] = []
    const failing = {
      read: (buffer: Uint8Array, offset: number, _: number, position: number) => {
        if (position > 0) return Promise.reject(Object.assign(new Error('i/o error'), { code: 'EIO' }))
        buffer.set(HEAD, offset)
        return Promise.resolve({ bytesRead: HEAD.length })
      },
      close: () => Promise.resolve(void closed.push('closed'))
    }
    const seen: unknown[] = []
    const file = new CaptureFile('/disk/x.pcapng', failing, { ino: 1, size: 1000, mtimeMs: 0 }, new PcapngReader(), {})
    for await (const item of file.items()) seen.push(item.kind === 'failure' ? item.failure : item.kind)
    expect(seen).toEqual(['section', 'interface', { code: 'unreadable-file', of: '/disk/x.pcapng', said: 'the disk reports an error' }])
    expect(closed).toEqual(['closed'])
  })
})

async function failure(path: string): Promise<unknown> {
  const file = await openCaptureFile(path)
  return file.ok ? undefined : file.error
}

describe('what cannot be opened', () => {
  it('is unreadable, and why', async () => {
    const missing = join(folder, 'missing.pcapng')
    expect(await failure(missing)).toEqual({ code: 'unreadable-file', of: missing, said: 'no such file or folder' })
    expect(await failure(folder)).toEqual({ code: 'unreadable-file', of: folder, said: 'is a directory' })
    expect(await failure('/dev/null')).toEqual({ code: 'unreadable-file', of: '/dev/null', reason: { kind: 'not-regular' } })
    expect(await failure(`${missing}/x`)).toMatchObject({ code: 'unreadable-file' })
  })

  it('is no capture, what it seems to be, and how to make one of it', async () => {
    const text = written('note.txt', 'Dear diary, today I captured nothing.')
    const other = written("it's a snoop", Uint8Array.of(0x73, 0x6e, 0x6f, 0x6f, 0x70, 0, 0, 0, 0, 0, 0, 2))
    const gzip = written('capture.pcapng.gz', Uint8Array.of(0x1f, 0x8b, 8, 0))
    expect(await failure(written('empty.pcap', ''))).toMatchObject({ code: 'not-a-capture', reason: { kind: 'empty' } })
    expect(await failure(written('short.pcap', HEAD.subarray(0, 11)))).toMatchObject({ code: 'not-a-capture',
      reason: { kind: 'cut-short' } })
    expect(await failure(gzip)).toEqual({ code: 'not-a-capture', of: gzip, reason: { kind: 'compressed', program: 'gzip' }, remedy: `gunzip --keep '${gzip}'` })
    expect(await failure(text)).toEqual({ code: 'not-a-capture', of: text, reason: { kind: 'text' } })
    expect(await failure(other)).toMatchObject({
      code: 'not-a-capture', of: other, reason: { kind: 'no-capture' },
      remedy: `editcap '${other.replace("'", "'\\''")}' '${other.replace("'", "'\\''")}.pcapng'`
    })
  })

  it('is no capture when not even its first block could be read', async () => {
    const path = written('broken.pcapng', concat([HEAD.subarray(0, 20)]))
    expect(await outline(path)).toEqual(['damage 0 the file ends within a block 20', 'failure not-a-capture'])
  })
})
