import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import type { SessionEvent } from '../../src/shared/model/events'
import { percentile } from '../render/frame-times'
import type { LongFrame } from '../render/long-frame'
import { LONG_FRAMES, WATCH_FRAMES } from '../render/page-scripts'
import { type ThreadTime, ThreadWatch } from '../render/thread-time'

export interface LiveRunOptions {
  readonly browser: Browser
  /** Of the checkout, or of the installed program. */
  readonly root: string
  readonly perSecond: number
  readonly seconds: number
  /** Seconds after its end at which the window's heap is looked at, in order. */
  readonly heapAfter: readonly number[]
  readonly env?: Readonly<Record<string, string>>
}

export interface LiveRun {
  /** Connections made. */
  readonly connections: number
  readonly packets: number
  readonly transitions: number
  /** The first thing that window and recording tell otherwise, or that one of them lacks; undefined when they tell the same. */
  readonly difference?: string
  /** ms from frame to frame while it ran. */
  readonly frames: Frames
  /** The longest of them, the longest one first: what the page did in each, what its main thread had of the processors, and how long after the beginning of the run it was, ms. */
  readonly worst: readonly (LongFrame & ThreadTime & { readonly after: number })[]
  /** The same of an empty page in the same browser, meanwhile: what this machine does to a page that does nothing. */
  readonly empty: Frames
  /** bytes of the window's heap at those instants, once what is garbage has been collected. */
  readonly heap: readonly number[]
}

/** ms from frame to frame. */
export interface Frames {
  readonly longest: number
  readonly over100: number
  readonly over50: number
  readonly p95: number
  readonly count: number
}

/** ms for what ends by itself: the program after its last connection, the shell after its signal, the recording told again. */
const PATIENCE_MS = 60_000

/** So many connections a second, each an exchange of 64 bytes, its client closing first. */
const FLOOD = `
import { connect, createServer } from 'node:net'
const [perSecond, seconds] = process.argv.slice(2).map(Number)
const total = perSecond * seconds
const server = createServer({ allowHalfOpen: true }, (socket) => socket.on('data', (bytes) => socket.write(bytes)).on('end', () => socket.end()))
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address()
  const began = performance.now()
  let made = 0
  let gone = 0
  const turn = () => {
    for (; made < total && made < (performance.now() - began) / 1000 * perSecond; made++) {
      const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(Buffer.alloc(64)))
      socket.once('data', () => socket.end()).on('close', () => { if (++gone === total) server.close() })
    }
    if (made < total) setTimeout(turn, 1)
  }
  turn()
})
`
const experiment = (command: readonly string[], seconds: number): string => `id: live-run
title: A live run
question: What does the window make of it
seconds: ${seconds}
needs: [capture]
sockets: { unused: { end: client } }
steps:
  - { id: flood, title: Connections, do: run, as: flood, command: ${JSON.stringify(command)}, within: ${seconds + 60}s }
predictions: []
checks:
  - { id: ended, title: The program ended in order, that: exit, program: flood, code: 0 }
explanation: Nothing.
references:
  - { rfc: 9293, section: "3.6", about: Closing }
`

/**
 * A real laboratory under load, in the built window in a real browser: how its frames come, and whether what it shows is what was recorded, packet by packet and
 * transition by transition.
 */
export async function liveRun({ browser, root, perSecond, seconds, heapAfter, env = {} }: LiveRunOptions): Promise<LiveRun> {
  const folder = await mkdtemp(join(tmpdir(), 'twlab-live-'))
  const own = { ...process.env, ...env, XDG_DATA_HOME: join(folder, 'data'), TWLAB_RECORDINGS: join(folder, 'recordings'), TWLAB_EXPERIMENTS: folder }
  const program = [process.execPath, join(root, 'bin/twlab.cjs')]
  await writeFile(join(folder, 'flood.mjs'), FLOOD)
  await writeFile(join(folder, 'live-run.yaml'), experiment([process.execPath, join(folder, 'flood.mjs'), String(perSecond), String(seconds)], seconds))
  const shell = spawn(program[0] ?? '', [...program.slice(1), '--lang', 'en', 'serve'], { env: own, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    // First of all: another window of a browser is made for more than a second, in processes of its own that go on after the page is there, and takes the processors from what is measured.
    const empty = await (await browser.newContext()).newPage()
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    await page.goto(await addressOf(shell))
    await page.getByTestId('own-experiments').getByRole('button', { name: 'A live run' }).click()
    await page.getByTestId('run-experiment').click()
    await page.getByTestId('allow-programs').waitFor()
    // Before the session begins, whose first frames count too.
    for (const each of [page, empty]) await each.evaluate(WATCH_FRAMES)
    const threads = await ThreadWatch.start(browser)
    const began = performance.timeOrigin + performance.now()
    await page.getByTestId('allow-programs').click()
    await page.getByTestId('stop').waitFor()
    await page.locator('[data-stage=outcome]').waitFor({ timeout: seconds * 1_000 + PATIENCE_MS })
    const [frames, emptyFrames] = [await framesOf(page), await framesOf(empty)]
    const timeOf = await threads.stop()
    const worst = (await page.evaluate<LongFrame[]>(LONG_FRAMES)).map((frame) => ({ ...frame, ...timeOf(frame.at, frame.at + frame.length), after: frame.at - began }))
    await empty.context().close()
    const heap = await heapAt(page, heapAfter)
    await page.getByTestId('keep').click()
    await page.getByRole('banner').getByText('Kept').waitFor()
    const seen = await page.evaluate<Told>(TOLD_BY_WINDOW)
    const name = (await readdir(join(folder, 'recordings'))).find((file) => /^[^.].*\.pcapng$/.test(file)) ?? ''
    const recorded = await toldByRecording(program, join(folder, 'recordings', name), own)
    await context.close()
    const difference = differenceOf(seen.packets, recorded.packets) ?? differenceOf(seen.transitions, recorded.transitions)
    return {
      connections: perSecond * seconds, packets: recorded.packets.length, transitions: recorded.transitions.length, ...(difference === undefined ? {} : { difference }), heap,
      frames, worst, empty: emptyFrames
    }
  } finally {
    await ended(shell)
    await rm(folder, { recursive: true })
  }
}

/** The address that the shell prints. Its lines may come in one piece or in several. */
export async function addressOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('bug: the shell\'s output is a pipe')
  const signal = AbortSignal.timeout(PATIENCE_MS)
  let printed = ''
  stdout.on('data', (data: Buffer) => { printed += data.toString() })
  for (;;) {
    const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}/.exec(printed)?.[0]
    if (address !== undefined) return address
    await once(stdout, 'data', { signal })
  }
}

export async function ended(shell: ChildProcess): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null) return
  const exit = once(shell, 'exit')
  shell.kill('SIGTERM')
  const patience = setTimeout(() => shell.kill('SIGKILL'), PATIENCE_MS)
  await exit
  clearTimeout(patience)
}

async function framesOf(page: Page): Promise<Frames> {
  const deltas = await page.evaluate<number[]>('window.frames.lengths')
  const longerThan = (least: number): number => deltas.filter((ms) => ms > least).length
  return { longest: Math.max(0, ...deltas), over100: longerThan(100), over50: longerThan(50), p95: percentile(deltas, 0.95), count: deltas.length }
}

/** @param seconds from now on */
async function heapAt(page: Page, seconds: readonly number[]): Promise<number[]> {
  const session = await page.context().newCDPSession(page)
  const began = performance.now()
  const sizes: number[] = []
  for (const at of seconds) {
    await delay(Math.max(0, at * 1_000 - (performance.now() - began)))
    await session.send('HeapProfiler.collectGarbage')
    sizes.push((await session.send('Runtime.getHeapUsage')).usedSize)
  }
  return sizes
}

/** A line for each packet, and for each transition: of each end in its own order, for which of two ends comes first at one instant says nothing. */
interface Told {
  readonly packets: readonly string[]
  readonly transitions: readonly string[]
}

/** What the stores of the page hold, which every pane draws from. */
const TOLD_BY_WINDOW = `(() => {
  const session = document.querySelector('#app')._vnode.appContext.config.globalProperties.$pinia._s.get('session')
  const packets = []
  for (let i = 0; i < session.packets.count; i++) {
    const { n, at, conn, from, to, flags, seq, ack, len, verdict } = session.packets.row(i)
    packets.push([n, at, conn, from, to, flags, seq, ack, len, verdict].join(' '))
  }
  const transitions = session.rows.rows.flatMap((row) => ['client', 'server'].flatMap((end) => row.transitions.filter((step) => step.end === end)
    .map(({ conn, at, from, to, evidence, cause, packet }) => [conn, end, at, from, to, evidence, cause, packet === undefined ? '' : packet].join(' '))))
  return { packets, transitions }
})()`

async function toldByRecording(program: readonly string[], file: string, env: NodeJS.ProcessEnv): Promise<Told> {
  const [command = '', ...args] = program
  const reader = spawn(command, [...args, 'open', file, '--json'], { env, stdio: ['ignore', 'pipe', 'inherit'], signal: AbortSignal.timeout(PATIENCE_MS) })
  const packets: string[] = []
  const steps = new Map<string, string[]>()
  for await (const line of createInterface({ input: reader.stdout })) {
    const event = JSON.parse(line) as SessionEvent
    if (event.type === 'packet') {
      const { n, at, conn, from, to, flags, seq, ack, len, verdict } = event
      packets.push([n, at, conn, from, to, flags, seq, ack, len, verdict].join(' '))
    } else if (event.type === 'transition') {
      const { conn, end, at, from, to, evidence, cause, packet } = event
      const key = `${conn} ${end}`
      const own = steps.get(key)
      const step = [conn, end, at, from, to, evidence, cause, packet ?? ''].join(' ')
      if (own === undefined) steps.set(key, [step])
      else own.push(step)
    }
  }
  const numbers = [...new Set([...steps.keys()].map((key) => Number(/\d+/.exec(key)?.[0])))].sort((a, b) => a - b)
  return { packets, transitions: numbers.flatMap((n) => [...steps.get(`c${n} client`) ?? [], ...steps.get(`c${n} server`) ?? []]) }
}

function differenceOf(window: readonly string[], recording: readonly string[]): string | undefined {
  const at = window.findIndex((line, i) => line !== recording[i])
  if (at < 0 && window.length === recording.length) return undefined
  const i = at < 0 ? window.length : at
  return `${i + 1} of ${window.length} and ${recording.length}: window ${JSON.stringify(window[i])}, recording ${JSON.stringify(recording[i])}`
}
