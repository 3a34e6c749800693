import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tellCapture } from '../../../src/main/engine/tell-capture'
import type { SessionEvent } from '../../../src/shared/model/events'
import { PYTHON } from '../python'
import { TALK, tell, twlab } from './twlab'

const folder = mkdtempSync(join(tmpdir(), 'twlab-export-'))
const file = (name: string): string => join(folder, name)
const recording = file('talk.pcapng')
const judge = (command: string, ...args: string[]): string => execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
const told = async (path: string): Promise<SessionEvent[]> => {
  const events: SessionEvent[] = []
  const read = await tellCapture({ file: path }, (event) => events.push(event))
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value.recording === undefined ? events : [...events, read.value.recording]
}

beforeAll(async () => {
  expect((await twlab('exec', '--quiet', '--record', recording, '--', 'sh', '-c', `${TALK}; ${TALK.replaceAll('4444', '4445')}`)).status).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('an annotated capture', () => {
  it('says on the packets what they did, tells the same session here, and is sound to the judges', async () => {
    const out = file('annotated.pcapng')
    const { status, err } = await tell('export', recording, '--to', 'pcapng', '-o', out)
    expect({ status, err }).toEqual({ status: 0, err: expect.stringMatching(/^twlab: written: .*annotated\.pcapng \(\d+ bytes\)\n$/) })
    const comments = judge('tshark', '-r', out, '-Y', 'frame.comment', '-T', 'fields', '-e', 'frame.comment')
    // Which evidence there was depends on how soon the kernel was asked.
    expect(comments).toMatch(/\[twlab\] c1 client: FIN-WAIT-2 -> TIME-WAIT, received FIN \[(inferred|confirmed)\]/)
    expect(judge('capinfos', '-M', '-c', out)).toMatch(/Number of packets: +\d+/)
    const events = await told(out)
    // The chain of hashes goes on vouching: comments are no part of it. (What editcap loses, names and statistics, is there.)
    expect(events.find(({ type }) => type === 'recording')).toMatchObject({ chain: 'intact' })
    expect(events).toEqual(await told(recording))
  })

  it('without the rows between the packets is what tcpdump counts', async () => {
    const out = file('packets.pcapng')
    const { status, err } = await tell('export', recording, '--to', 'pcapng', '--packets-only', '--no-comments', '-o', out)
    expect({ status, err }).toMatchObject({ status: 0, err: expect.stringContaining('packets only') })
    const lines = judge('tcpdump', '-nr', out).trimEnd().split('\n')
    expect(lines).toHaveLength((await told(recording)).filter(({ type }) => type === 'packet').length)
    expect(judge('tshark', '-r', out, '-Y', 'frame.comment || systemd_journal')).toBe('')
  })

  it('of one connection holds its packets alone, with their numbers set right', async () => {
    const out = file('one.pcapng')
    expect((await tell('export', recording, '--to', 'pcapng', '--connection', 'c2', '-o', out)).status).toBe(0)
    const events = await told(out)
    const packets = events.filter((event) => event.type === 'packet')
    expect(new Set(packets.map(({ conn }) => conn))).toEqual(new Set(['c2']))
    const fin = events.find((event) => event.type === 'transition' && event.to === 'CLOSE-WAIT')
    expect(fin?.type === 'transition' && packets.find(({ n }) => n === fin.packet)?.flags).toContain('FIN')
    expect(events.some((event) => event.type === 'transition' && event.conn === 'c1')).toBe(false)
  })

  it('without addresses and payload names neither, and its checksums are as right as they were', async () => {
    const out = file('private.pcapng')
    const { status, err } = await tell('export', recording, '--to', 'pcapng', '--anonymize', '--no-payload', '-o', out)
    expect({ status, err }).toMatchObject({ status: 0, err: expect.stringContaining('addresses were replaced') })
    expect(readFileSync(out).includes('127.0.0.1')).toBe(false)
    expect(judge('tshark', '-r', out, '-Y', 'ip.addr == 127.0.0.1')).toBe('')
    expect(judge('tshark', '-r', out, '-Y', 'tcp.len > 0', '-T', 'fields', '-e', 'tcp.payload').trim()).toBe('')
    expect(judge('tshark', '-r', out, '-o', 'ip.check_checksum:TRUE', '-Y', 'ip.checksum.status == "Bad"')).toBe('')
    const [before, after] = [await told(recording), await told(out)]
    expect(after.filter(({ type }) => type === 'transition')).toHaveLength(before.filter(({ type }) => type === 'transition').length)
    expect(after.filter(({ type }) => type === 'discrepancy')).toEqual([])
  })

  it('of a classic pcap holds what was inferred', async () => {
    const out = file('foreign.pcapng')
    expect((await tell('export', 'test/fixtures/captures/loopback-ns.pcap', '--to', 'pcapng', '-o', out)).status).toBe(0)
    expect(judge('tshark', '-r', out, '-Y', 'frame.comment contains "inferred"')).not.toBe('')
  })
})

describe('texts and pictures', () => {
  it.each(['md', 'csv', 'json', 'jsonl', 'svg', 'png', 'html'])('%s is made of the recording, and says what it does not hold', async (format) => {
    const out = file(`talk.${format}`)
    const { status, err } = await tell('export', recording, '--to', format, '-o', out)
    expect({ status, err }).toMatchObject({ status: 0, err: expect.stringMatching(/^twlab: .*bytes of the packets|not in this format/) })
    expect(statSync(out).size).toBeGreaterThan(500)
    if (format === 'png') expect(readFileSync(out).subarray(1, 4).toString()).toBe('PNG')
    if (format === 'jsonl') expect(readFileSync(out, 'utf8')).toBe((await tell('open', '--json', recording)).out)
    if (format === 'svg') expect(judge(PYTHON, '-c', 'import sys, xml.dom.minidom as m; print(m.parse(sys.argv[1]).documentElement.tagName)', out)).toBe('svg\n')
  })
})

const fails = async (argv: readonly string[], status: number, said: RegExp): Promise<void> => {
  const ran = await tell('export', ...argv)
  expect(ran).toMatchObject({ status, out: '', err: expect.stringMatching(said) })
  expect(ran.err.trimEnd().split('\n')).toHaveLength(1)
}

it('connections beside each other are a picture of their own, and one alone is none', async () => {
  const out = file('beside.svg')
  expect((await tell('export', recording, '--to', 'svg', '--figure', 'comparison', '-o', out)).status).toBe(0)
  const picture = readFileSync(out, 'utf8')
  for (const text of ['>c1<', '>c2<', '>TIME-WAIT<', 'the first segment']) expect(picture).toContain(text)
  await fails([recording, '--to', 'svg', '--figure', 'comparison', '--connection', 'c1', '-o', file('alone.svg')], 2, /nothing in it/)
  expect(existsSync(file('alone.svg'))).toBe(false)
})


describe('what goes wrong', () => {
  it('is told in one line, with its status; nothing is touched or left behind', async () => {
    writeFileSync(file('kept.csv'), 'mine')
    mkdirSync(file('sub'))
    writeFileSync(file('picture.jpg'), 'no capture')
    await fails([recording, '--to', 'csv', '-o', file('kept.csv')], 2, /exists already.*--force/)
    await fails([recording, '--to', 'bmp'], 2, /--to takes pcapng, html/)
    await fails([recording, '--to', 'csv', '--span', '5'], 2, /--span takes FROM..TO/)
    await fails([file('nothing.pcapng'), '--to', 'md', '-o', file('a.md')], 2, /cannot be read/)
    await fails([file('picture.jpg'), '--to', 'pcapng', '-o', file('a.pcapng')], 2, /not a capture/)
    await fails([recording, '--to', 'svg', '--connection', 'c99', '-o', file('a.svg')], 2, /nothing in it/)
    await fails([recording, '--to', 'pcapng', '-o', file('no/a.pcapng')], 2, /no such folder.*mkdir/)
    await fails([recording, '--to', 'pcapng', '-o', recording, '--force'], 2, /that is the file itself/)
    expect(readFileSync(file('kept.csv'), 'utf8')).toBe('mine')
    expect(readdirSync(folder).filter((name) => name.includes('.part') || name.startsWith('a.'))).toEqual([])
  })

  it('a full disk leaves no half of a file', () => {
    const script = 'mount -t tmpfs -o size=4k none "$1" && cd "$1" && for to in pcapng jsonl svg; do "$2" export "$3" --to $to -o "$1/out"; echo "status $?"; done; ls -A "$1"'
    const ran = spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', script, 'sh', file('sub'), join(import.meta.dirname, '../../../bin/twlab'), recording], { encoding: 'utf8', env: { ...process.env, LANG: 'C' } })
    expect(ran.stdout.trimEnd().split('\n')).toEqual(['status 2', 'status 2', 'status 2'])
    expect(ran.stderr.match(/cannot be written \(.*disk is full\)|cannot be written \(.*ENOSPC\)/g)).toHaveLength(3)
    expect(existsSync(file('sub/out'))).toBe(false)
  })
})
