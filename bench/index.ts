import { existsSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { installationAt } from '../src/main/engine-host/installation'
import { currentRuntime, starterCommand } from '../src/main/engine-host/starters'
import { captureAndRecord, dumpcap } from './capture-run'
import { exec, must, openEngine, vitals } from './engine-session'
import { openFile } from './open-file'
import type { OpenedFile } from './open-file'
import type { OpenedRun } from './opened-run'
import { run, runInside } from './process'
import type { Finished } from './process'
import { reached, table } from './report'
import type { Row } from './report'
import { tenfold } from './tenfold'
import type { LiveRun } from './live/live-run'
import type { LongFrame } from './render/long-frame'
import type { ThreadTime } from './render/thread-time'
import type { RenderResult } from './render-run'

// `npm run bench`: ours beside the peer's, in one run on one machine. Absolute times on a shared machine mean little: read the ratios.
const here = import.meta.dirname
const folder = mkdtempSync(join(tmpdir(), 'twlab-bench-'))
const nothing = openSync('/dev/null', 'r+')
const rows: Row[] = []
const note = (text: string): void => void process.stderr.write(`${text}\n`)

/** Times that ours and the peer are run in turns: the quickest of each is compared, so that what the machine did meanwhile counts on neither side. */
const ROUNDS = { parse: 3, open: 3 } as const
const quickest = (runs: readonly Finished[]): number => Math.min(...runs.map(({ ms }) => ms))
const soonest = (runs: readonly OpenedFile[]): number => Math.min(...runs.map(({ ms }) => ms))
const most = (runs: readonly Finished[]): number => Math.max(...runs.map(({ peak }) => peak))
/** What tshark needed for the million packets, where that was looked at. */
let tsharkMb: number | null = null
/** The peer for files: every conversation counted, no name looked up. */
const TSHARK = (file: string): readonly string[] => ['-n', '-q', '-z', 'conv,tcp', '-r', file]

async function sampling(): Promise<void> {
  note('one full sample beside ss -tan, at 10, 1,000 and 28,000 TIME-WAIT …')
  const { stdout, stderr } = await runInside(process.execPath, [join(here, 'sample.mjs')], 120_000)
  if (stdout === '') throw new Error(stderr)
  for (const { count, ours, peer } of JSON.parse(stdout) as { readonly count: number; readonly ours: number; readonly peer: number }[]) {
    rows.push({ what: `sample at ${count.toLocaleString('en')} TIME-WAIT`, ours, peer, peerName: 'ss -tan', unit: 'ms', better: 'less', goal: count === 28_000 ? 3 : null })
  }
}

async function parsing(file: string): Promise<void> {
  note('parse and track 1,000,000 packets, captured by dumpcap, beside tshark …')
  const { packets } = await dumpcap(file, 100_000)
  const ours: Finished[] = []
  const peers: Finished[] = []
  const { found } = await parse(file)
  if (found.packets !== packets || found.connections !== 100_000) throw new Error(`parsed ${found.packets} packets of ${packets}`)
  for (let round = 0; round < ROUNDS.parse; round++) {
    ours.push((await parse(file)).ran)
    peers.push(await run('tshark', TSHARK(file), 120_000))
  }
  tsharkMb = most(peers) / 1e6
  rows.push(
    { what: `parse+track ${found.packets.toLocaleString('en')} packets, ${found.connections.toLocaleString('en')} connections`, ours: quickest(ours), peer: quickest(peers), peerName: 'tshark conv,tcp', unit: 'ms', better: 'less', goal: 10 },
    { what: 'its memory', ours: most(ours) / 1e6, peer: most(peers) / 1e6, peerName: 'tshark conv,tcp', unit: 'MB', better: 'less', goal: 3 },
    { what: `the file (${found.transitions.toLocaleString('en')} transitions found)`, ours: statSync(file).size / 1e6, peer: null, peerName: '', unit: 'MB', better: 'less', goal: null }
  )
}

interface Parsed {
  readonly packets: number
  readonly connections: number
  readonly transitions: number
}

/** The environment of an engine: other certificates, which Node reads at every start, are none of its business. */
const PLAIN = starterCommand('file', installationAt(process.cwd()), currentRuntime()).env

/** A command line from its first byte to its last. */
async function command(args: readonly string[]): Promise<Finished> {
  const ran = await run(process.execPath, [join(process.cwd(), 'bin/twlab'), ...args], 60_000, PLAIN)
  if (ran.code !== 0) throw new Error(ran.stderr)
  return ran
}

async function parse(file: string): Promise<{ readonly ran: Finished; readonly found: Parsed }> {
  const ran = await run(process.execPath, [join(here, 'parse.mjs'), file], 60_000, PLAIN)
  if (ran.code !== 0) throw new Error(ran.stderr)
  return { ran, found: JSON.parse(ran.stdout) as Parsed }
}

/** The way of every opened file: from the start of an engine to the last thing told, as a window and as the command line ask for it, beside tshark in turns. */
async function opening(file: string): Promise<void> {
  if (!existsSync(file)) await dumpcap(file, 100_000)
  note(`open the same file through the engine, for a window and for its summary, ${ROUNDS.open} times beside tshark …`)
  const opened: OpenedFile[] = []
  const summed: OpenedFile[] = []
  const commands: Finished[] = []
  const peers: Finished[] = []
  for (let round = 0; round < ROUNDS.open; round++) {
    opened.push(await openFile(file, 'columns', nothing))
    peers.push(await run('tshark', TSHARK(file), 120_000))
    summed.push(await openFile(file, 'summary', nothing))
    commands.push(await command(['open', file, '--quiet']))
  }
  const lines = await openFile(file, 'lines', nothing)
  const { packets, bytes, startMs, frameMs } = opened[0] ?? lines
  tsharkMb = most(peers) / 1e6
  const tshark = { peer: quickest(peers), peerName: 'tshark conv,tcp', unit: 'ms', better: 'less' } as const
  const told = `${packets.toLocaleString('en')} packets told in columns (${Math.round(bytes / 1e6)} MB)`
  rows.push(
    { what: `open for a window: ${told}`, ours: soonest(opened), ...tshark, goal: 10 },
    { what: 'open: its memory', ours: Math.max(...opened.map(({ peak }) => peak)) / 1e6, peer: tsharkMb, peerName: 'tshark conv,tcp', unit: 'MB', better: 'less', goal: 3 },
    { what: 'open --quiet: what it came to', ours: soonest(summed), ...tshark, goal: 10 },
    { what: 'twlab open FILE --quiet, as it is typed: the whole command', ours: quickest(commands), ...tshark, goal: 10 },
    { what: `open --json: every event as a line (${Math.round(lines.bytes / 1e6)} MB)`, ours: lines.ms, ...tshark, goal: null }
  )
  row('open: of it, the start of the engine’s process', startMs, 'ms', null)
  row('open: one packet’s bytes from the file, by number', frameMs, 'ms', 100)
  const { stdout, code, stderr } = await run(process.execPath, [join(here, 'opened.mjs'), file], 200_000)
  if (code !== 0) throw new Error(stderr)
  const { ms, longest, heapMb, columnsMb } = JSON.parse(stdout) as OpenedRun
  rows.push({ what: 'open in the window in Chromium: everything shown', ours: ms, ...tshark, goal: null })
  row('open in the window: longest frame', longest.length, 'ms', 100)
  madeOf('open in the window', longest)
  besideTshark('open in the window: heap', heapMb)
  besideTshark('open in the window: typed arrays', columnsMb)
}

async function tenMillion(file: string): Promise<void> {
  if (!existsSync(file)) await dumpcap(file, 100_000)
  note('parse and track 10,000,000 packets …')
  const large = join(folder, 'ten-million.pcapng')
  tenfold(file, large)
  rmSync(file)
  const { ran, found } = await parse(large)
  rows.push(
    { what: `parse+track ${found.packets.toLocaleString('en')} packets`, ours: ran.ms, peer: null, peerName: '', unit: 'ms', better: 'less', goal: null },
    { what: 'its memory: not more than a third of what tshark needs for a tenth', ours: ran.peak / 1e6, peer: null, peerName: '', unit: 'MB', better: 'less', goal: 250 }
  )
}

async function idleAndMany(): Promise<void> {
  note('an idle engine, and 28,000 TIME-WAIT at once …')
  const { engine } = await openEngine({}, nothing)
  const start = await vitals(engine)
  await delay(5_000)
  const idle = await vitals(engine)
  rows.push({ what: 'idle engine: CPU', ours: (idle.cpu - start.cpu) / 5_000_000 * 100, peer: null, peerName: '', unit: '%', better: 'less', goal: 1 })
  must(await exec(engine, ['sh', '-c', 'echo 0 > /proc/sys/net/ipv4/tcp_tw_reuse; exec "$0" "$1" 28000 0', process.execPath, join(here, 'flood.mjs')]))
  const full = await vitals(engine)
  await delay(5_000)
  const later = await vitals(engine)
  rows.push(
    { what: '28,000 TIME-WAIT waiting: CPU', ours: (later.cpu - full.cpu) / 5_000_000 * 100, peer: null, peerName: '', unit: '%', better: 'less', goal: null },
    { what: '28,000 TIME-WAIT waiting: memory', ours: later.rss / 1e6, peer: null, peerName: '', unit: 'MB', better: 'less', goal: null },
    { what: '28,000 TIME-WAIT: packets dropped', ours: later.dropped, peer: null, peerName: '', unit: '', better: 'less', goal: 0 }
  )
  await engine.dispose()
}

/** A minute of it, in the window and on disk. */
async function liveWindow(): Promise<void> {
  note('a real laboratory, 200 connections a second for a minute, in the window in Chromium …')
  const found = await run(process.execPath, [join(here, 'live.mjs')], 240_000)
  if (found.code !== 0) throw new Error(found.stderr)
  const { connections, packets, transitions, difference, frames, worst, empty, heap: [soon = 0, late = 0] } = JSON.parse(found.stdout) as LiveRun
  if (difference !== undefined) note(difference)
  const what = `live window, ${connections.toLocaleString('en')} connections in a minute`
  besideEmpty(`${what}: longest frame`, frames.longest, empty.longest, 'ms')
  if (worst[0] !== undefined) madeOf(what, worst[0])
  note(worst.map(({ length, after, had, waited, script, layout }) => `a frame of ${length.toFixed(1)} ms, ${(after / 1_000).toFixed(1)} s after the beginning: ${had.toFixed(1)} ms on a processor, ${waited.toFixed(1)} waiting for one; script ${script.toFixed(1)}, layout ${layout.toFixed(1)}`).join('\n'))
  besideEmpty(`${what}: frames over 50 ms, of ${frames.count.toLocaleString('en')}`, frames.over50, empty.over50, '')
  row(`${what}: frames over 100 ms`, frames.over100, '', 0)
  besideEmpty(`${what}: from frame to frame, p95`, frames.p95, empty.p95, 'ms')
  row(`${what}: ${packets.toLocaleString('en')} packets and ${transitions.toLocaleString('en')} transitions, otherwise than recorded`, difference === undefined ? 0 : 1, '', 0)
  row(`${what}: heap 10 s after it`, soon / 1e6, 'MB', null)
  row(`${what}: heap 60 s after it, more than that`, (late / soon - 1) * 100, '%', 2)
}

/** What the longest frame was made of: what the page did, and what the machine gave it. */
function madeOf(what: string, { script, layout, had, waited }: LongFrame & ThreadTime): void {
  row(`${what}: of the longest, script`, script, 'ms', null)
  row(`${what}: of the longest, layout and all after it`, layout, 'ms', null)
  row(`${what}: of the longest, processor time of the page’s main thread`, had, 'ms', null)
  row(`${what}: of the longest, that thread waited for a processor`, waited, 'ms', null)
}

/** What has no peer: only a limit. */
const row = (what: string, ours: number, unit: string, goal: number | null): void => void rows.push({ what, ours, peer: null, peerName: '', unit, better: 'less', goal })

/** Beside a page that does nothing, in the same browser at the same time: what the machine takes part in counts on both sides. */
const besideEmpty = (what: string, ours: number, peer: number, unit: string): void => void rows.push({ what, ours, peer, peerName: 'empty page', unit, better: 'less', goal: null })

/** What the window needs of memory, beside what tshark needs for as many packets where that was looked at. */
const besideTshark = (what: string, ours: number): void => void rows.push({ what, ours, peer: tsharkMb, peerName: tsharkMb === null ? '' : 'tshark conv,tcp', unit: 'MB', better: 'less', goal: null })

async function rendering(): Promise<void> {
  note('the window in Chromium: 28,000 TIME-WAIT, tables of 100,000 and a million packets, a long ladder …')
  const found = await run(process.execPath, [join(here, 'render.mjs')], 400_000)
  if (found.code !== 0) throw new Error(found.stderr)
  const { many, table, large, ladder } = JSON.parse(found.stdout) as RenderResult
  row('window, 28,000 TIME-WAIT: script of a frame, p95', many.scriptP95, 'ms', 16)
  row('window, 28,000 TIME-WAIT: from frame to frame, p95', many.betweenP95, 'ms', null)
  row('window, 28,000 TIME-WAIT, as lanes: script of a frame, p95', many.lanesScriptP95, 'ms', 16)
  row('window, table of 100,000 packets scrolled: script of a frame, p95', table.scriptP95, 'ms', 16)
  row('window, table of 100,000 packets scrolled: from frame to frame, p95', table.betweenP95, 'ms', 20)
  row('window, table of 100,000 packets scrolled: frames', table.perSecond, '/s', null)
  row('window, 100,000 packets filtered while typing: longest frame', table.filterLongest, 'ms', 100)
  row('window, 100,000 packets sorted: longest frame', table.sortLongest, 'ms', 100)
  row('window, 1,000,000 packets taken in', large.loadSeconds, 's', null)
  row('window, 1,000,000 packets: longest frame while they come', large.loadLongest, 'ms', 100)
  besideTshark('window, 1,000,000 packets: heap', large.heapMb)
  besideTshark('window, 1,000,000 packets: typed arrays', large.arraysMb)
  row('window, 1,000,000 packets: a replay begins, longest frame', large.beginLongest, 'ms', 100)
  row('window, 1,000,000 packets: seek anywhere, longest', large.seekLongest, 'ms', 100)
  row('window, 1,000,000 packets: seek anywhere, processor time of the longest', large.seekWorkLongest, 'ms', null)
  row('window, 1,000,000 packets: seek anywhere, median', large.seekMedian, 'ms', null)
  row('window, 1,000,000 packets: step by event, longest frame', large.stepLongest, 'ms', 100)
  row('window, 1,000,000 packets: played at 100x, longest frame', large.playLongest, 'ms', 100)
  row('window, 1,000,000 packets, idle but for one thing that moves: from frame to frame, p95', large.idleBetweenP95, 'ms', null)
  row('window, 1,000,000 packets scrolled: script of a frame, p95', large.scriptP95, 'ms', 16)
  row('window, 1,000,000 packets scrolled: from frame to frame, p95', large.betweenP95, 'ms', 20)
  row('window, ladder of 100,000 segments scrolled: script of a frame, p95', ladder.scriptP95, 'ms', 16)
  row('window, ladder of 100,000 segments scrolled: from frame to frame, p95', ladder.betweenP95, 'ms', 20)
}

/** The parts, in their order. The first of those about files makes the file of a million packets. */
const million = join(folder, 'million.pcapng')
const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  capture: async () => void rows.push(...await captureAndRecord(folder, nothing, note)), sample: sampling, parse: () => parsing(million), open: () => opening(million), large: () => tenMillion(million), idle: idleAndMany, render: rendering, live: liveWindow
}
/** All others together take less than three minutes. */
const WHEN_NAMED: ReadonlySet<string> = new Set(['live'])

try {
  const wanted = process.argv.slice(2)
  const isWanted = (name: string): boolean => (wanted.length === 0 ? !WHEN_NAMED.has(name) : wanted.includes(name))
  const unknown = wanted.filter((name) => PARTS[name] === undefined)
  if (unknown.length > 0) throw new Error(`no part of the bench: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`)
  for (const [name, part] of Object.entries(PARTS)) if (isWanted(name)) await part()
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.stdout.write(`${table(rows)}\n`)
process.exitCode = rows.some((row) => reached(row) === false) ? 1 : 0

// An ES module by its syntax: what a bundler takes for CommonJS (package.json says so) it wraps, and every constant becomes a variable.
export {}
