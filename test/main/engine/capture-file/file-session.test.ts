import { appendFileSync, readFileSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { concat } from '../pcapng/captures'
import { Recordings } from '../recording/a-recording'
import type { Failure } from '../../../../src/shared/base/result'
import { fileSession, openAndRead, openFile } from './file-session'
import { FIXTURES } from './segments'

const recordings = new Recordings()
afterAll(() => recordings.remove())
const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, name)))

/** A capture of many chunks: the same connection again and again. */
function large(name: string, times: number): string {
  const bytes = fixture('loopback-modified.pcap')
  const records = bytes.subarray(24)
  return recordings.write(name, concat([bytes, ...Array.from({ length: times - 1 }, () => records)]))
}

describe('a packet of a file', () => {
  it.each(['loopback-ipv4.pcapng', 'cooked-sll2.pcapng', 'loopback-ns.pcap', 'snapped-60.pcapng'])('is read from it when it is asked for: %s', async (name) => {
    const { session } = await openAndRead(recordings.write(name, fixture(name)))
    const frame = await session.packetFrame(4)
    if (!frame.ok) throw new Error(JSON.stringify(frame.error))
    const tcp = frame.value.layers.find((layer) => layer.name === 'tcp')
    expect(tcp?.fields.find((field) => field.name === 'destinationPort')?.value).toBe('12345')
    expect(Buffer.from(frame.value.bytes, 'base64').length).toBe(name.startsWith('snapped') ? 60 : frame.value.length)
  })

  it('far into it too', async () => {
    const { session } = await openAndRead(large('many.pcap', 3_000))
    const [first, late] = [await session.packetFrame(8), await session.packetFrame(29_998)]
    expect(late).toEqual(first.ok ? { ok: true, value: { ...first.value, n: 29_998 } } : undefined)
  })

  it('is not at hand when there is none of that number', async () => {
    const { session } = await openAndRead(join(FIXTURES, 'loopback-ipv4.pcapng'))
    for (const n of [0, 11, 2 ** 40]) expect(await session.packetFrame(n)).toMatchObject({ ok: false, error: { code: 'no-session' } })
  })

  it('is not read from a file that has changed since, or is gone: that is said', async () => {
    const path = recordings.write('changing.pcapng', fixture('loopback-ipv4.pcapng'))
    const { session } = await openAndRead(path)
    writeFileSync(path, fixture('loopback-ipv6.pcapng'))
    expect(await session.packetFrame(1)).toEqual({ ok: false, error: { code: 'unreadable-file', of: path, reason: { kind: 'changed-since-opened' } } })
    renameSync(path, `${path}.old`)
    expect(await session.packetFrame(1)).toEqual({ ok: false, error: { code: 'unreadable-file', of: path, said: 'no such file or folder' } })
  })
})

describe('reading a large file', () => {
  it('ends when the session is closed, also when the shell takes nothing more', async () => {
    const path = large('stopped.pcap', 20_000)
    const FRAMES = 20
    let taken = 0
    const isTaking = (): boolean => taken < FRAMES
    const { session, events } = fileSession({ taking: () => ++taken < FRAMES })
    expect(await openFile(session, path)).toMatchObject({ ok: true })
    const read = session.read()
    while (isTaking()) await new Promise((resolve) => setImmediate(resolve))
    const closing = session.close()
    expect(await read).toMatchObject({ ok: false, error: { code: 'stopped' } })
    void session.acknowledge(1_000_000)
    expect(await closing).toMatchObject({ ok: true })
    expect(events.filter((event) => event.type === 'packet').length).toBeLessThan(200_000)
    expect(events.at(-1)?.type).toBe('result')
  })

  it.each([
    ['grows', (path: string) => appendFileSync(path, fixture('loopback-modified.pcap').subarray(24)), 50_010],
    ['is cut', (path: string) => truncateSync(path, 3_000_000), undefined]
  ] as const)('that %s meanwhile: what is there is read, and it is said that there may be more', async (how, change, packets) => {
    const path = large(`${how}.pcap`, 5_000)
    const opened = statSync(path).size
    const troubles: Failure[] = []
    const { session, events } = fileSession({ onTrouble: (failure) => troubles.push(failure) })
    await openFile(session, path)
    change(path)
    expect(await session.read()).toMatchObject({ ok: true })
    expect(await session.close()).toMatchObject({ ok: true })
    const { size } = statSync(path)
    expect(troubles).toEqual([{ code: 'file-changing', of: path, reason: { kind: 'grown', opened, now: size, read: size } }])
    const seen = events.filter((event) => event.type === 'packet').length
    if (packets !== undefined) expect(seen).toBe(packets)
    else expect(seen).toBeLessThan(50_000)
  })

  it('that vanishes meanwhile goes on to its end', async () => {
    const path = large('vanishing.pcap', 5_000)
    const { session, events } = fileSession()
    await openFile(session, path)
    renameSync(path, `${path}.gone`)
    expect(await session.read()).toMatchObject({ ok: true })
    expect(await session.close()).toMatchObject({ ok: true })
    expect(events.filter((event) => event.type === 'packet')).toHaveLength(50_000)
  })
})
