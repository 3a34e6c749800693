import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { installationAt, startEngine } from '../../src/main/engine-host'
import { tellCapture } from '../../src/main/engine/tell-capture'
import { definedOnly } from '../../src/main/shell/cli/commands/exec'
import type { SessionEvent } from '../../src/shared/model/events'
import { markedProcesses, remaining } from './marked-processes'
import { PYTHON } from './python'
import { ofType, twlab, TWLAB } from './twlab'

const folder = mkdtempSync(join(tmpdir(), 'twlab-recordings-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const program = (name: string): string => fileURLToPath(new URL(`programs/${name}`, import.meta.url))
const inFile = (name: string): string => join(folder, name)

/** Events as they were when they happened: a replay says that it is one. */
const asLive = (events: readonly SessionEvent[]): unknown[] =>
  events.map((event) => (event.type === 'session' ? { ...event, mode: 'sandbox', source: 'libpcap' } : event))

describe('a recording', () => {
  it('is told again event for event', async () => {
    const [recording, events] = [inFile('whole.pcapng'), inFile('whole.jsonl')]
    const ran = await twlab(['exec', '--quiet', '--record', recording, '--events', events, '--', PYTHON, program('other-ends.py'), '20000'])
    expect(ran.status).toBe(0)
    const live = readFileSync(events, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as SessionEvent)
    const replayed = await twlab(['open', recording, '--json'])
    expect(replayed.status).toBe(0)
    expect(asLive(replayed.events.filter(({ type }) => type !== 'recording'))).toEqual(asLive(live))
    expect(ofType(replayed.events, 'recording')).toMatchObject([{ chain: 'intact' }])
    expect(ofType(live, 'connection').length).toBeGreaterThanOrEqual(5)
  })

  it('opens in tshark and capinfos without a complaint: packets, and rows that people can read', async () => {
    const recording = inFile('judged.pcapng')
    expect((await twlab(['exec', '--quiet', '--record', recording, '--', PYTHON, program('short-connections.py'), '20', '20100'])).status).toBe(0)
    const tshark = spawnSync('tshark', ['-r', recording, '-o', 'gui.column.format:"Protocol","%p","Info","%i"'], { encoding: 'utf8' })
    expect(tshark.status).toBe(0)
    expect(tshark.stderr.replace(/^Running as user "root".*\n/m, '')).toBe('')
    const rows = tshark.stdout.split('\n')
    expect(rows.filter((row) => row.startsWith('TCP')).length).toBeGreaterThanOrEqual(200)
    expect(rows.some((row) => /^systemd Journal\s+c1 client FIN-WAIT-2 -> TIME-WAIT: received FIN \[(inferred|confirmed)\]/.test(row))).toBe(true)
    const capinfos = spawnSync('capinfos', [recording], { encoding: 'utf8' })
    expect({ status: capinfos.status, stderr: capinfos.stderr }).toEqual({ status: 0, stderr: '' })
    expect(capinfos.stdout).toMatch(/precision: +nanoseconds/)
  })
})

const TIMES = 20
const AT_ONCE = 5
/** Connections without an end, one each 4 ms. */
const ENDLESS = [PYTHON, program('short-connections.py'), '1000000', '20200', '0.004']

/** A lab that records. */
interface Running {
  readonly ended: Promise<unknown>
  /** Why it is over already; undefined while it runs. */
  complaint(): string | undefined
}

/** By the program, as a person starts it. */
function byProgram(recording: string, env: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, [TWLAB, 'exec', '--quiet', '--record', recording, '--', ...ENDLESS], { stdio: ['ignore', 'ignore', 'pipe'], env })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => { errors += text })
  return { ended: once(child, 'exit'), complaint: () => (child.exitCode === null ? undefined : `${child.exitCode}: ${errors}`) }
}

/** By the host of the engine in this process: the same engine in the same namespaces, without a start of the program, which is not the one that is killed. */
async function byHost(recording: string, env: NodeJS.ProcessEnv): Promise<Running> {
  const nowhere = openSync('/dev/null', 'r+')
  const own = { ...process.env }
  // The engine inherits what stands there when it is started, which is at once.
  Object.assign(process.env, env)
  const starting = startEngine({
    installation: installationAt(fileURLToPath(new URL('../..', import.meta.url))), mode: 'sandbox', onEvents: () => undefined, notifications: { progress: () => undefined, trouble: () => undefined },
    program: { stdin: nowhere, stdout: nowhere, stderr: nowhere }
  })
  for (const key of Object.keys(env)) if (own[key] === undefined) delete process.env[key]
  const started = await starting
  if (!started.ok) throw new Error(JSON.stringify(started.error))
  const engine = started.value
  let over: string | undefined
  const work = async (): Promise<void> => {
    const opened = await engine.call((e) => e.open({ mode: 'sandbox', source: 'libpcap', language: 'en', record: recording }))
    const ran = opened.ok ? await engine.call((e) => e.exec({ command: ENDLESS, env: definedOnly(env), cwd: '/', lingerSeconds: 0 })) : opened
    over = JSON.stringify(ran)
  }
  const ended = Promise.all([work(), engine.ended]).then(() => engine.dispose()).finally(() => closeSync(nowhere))
  return { ended, complaint: () => over }
}

interface Victim {
  readonly name: string
  readonly is: (command: string) => boolean
  readonly start: (recording: string, env: NodeJS.ProcessEnv) => Running | Promise<Running>
}

/** Begins a lab that records endless connections, waits until the file grows, kills what is to be killed. @returns the recording, and what was left running */
async function killed({ name, is, start }: Victim, n: number): Promise<{ readonly recording: string; readonly left: readonly unknown[] }> {
  const recording = inFile(`${name}-${n}.pcapng`)
  const [key, value] = ['TWLAB_TEST_MARK', `${name}-${n}-${process.pid}`]
  const mark = `${key}=${value}`
  const running = await start(recording, { ...process.env, [key]: value })
  // A different instant each time: after so many bytes.
  const bytes = 12_000 + n * 2_311
  while (!existsSync(recording) || statSync(recording).size < bytes) {
    const complaint = running.complaint()
    if (complaint !== undefined) throw new Error(`ended before it could be killed: ${complaint}`)
    await delay(5)
  }
  const found = markedProcesses(mark).find(({ command }) => is(command))
  if (found === undefined) throw new Error(`nothing to kill among ${JSON.stringify(markedProcesses(mark))}`)
  process.kill(found.pid, 'SIGKILL')
  await running.ended
  return { recording, left: await remaining(mark) }
}

/** Opens what is left: whole blocks, and at most the last one torn. The engine's own reading, in this process: sixty starts of programs tell nothing more. */
async function opened(recording: string): Promise<{ readonly opens: boolean; readonly packets: number; readonly damages: number; readonly tornAtEnd: boolean }> {
  const events: SessionEvent[] = []
  const told = await tellCapture({ file: recording }, (event) => events.push(event))
  const damages = ofType(events, 'damage')
  const size = statSync(recording).size
  return { opens: told.ok, packets: ofType(events, 'packet').length, damages: damages.length, tornAtEnd: damages.every(({ offset, skipped }) => offset + skipped === size) }
}

const isEngine = (command: string): boolean => command.startsWith(process.execPath) && command.includes('/bin/engine.cjs')
const isKeeper = (command: string): boolean => command.startsWith('unshare')

describe.each([
  ['the engine', { name: 'engine', is: isEngine, start: byHost }],
  ['the command line', { name: 'program', is: (command: string) => command.includes('twlab.cjs'), start: byProgram }],
  ['the namespaces\' keeper', { name: 'keeper', is: isKeeper, start: byHost }]
] as const)('kill -9 of %s in the middle of a run', (_what, victim) => {
  it(`leaves a recording that opens and nothing running, ${TIMES} times`, async () => {
    for (let n = 0; n < TIMES; n += AT_ONCE) {
      const labs = Array.from({ length: AT_ONCE }, (_, i) => killed(i === 0 ? { ...victim, start: byProgram } : victim, n + i))
      const results = await Promise.all(labs)
      for (const { recording, left } of results) {
        expect(left).toEqual([])
        const { opens, packets, damages, tornAtEnd } = await opened(recording)
        expect({ opens, tornAtEnd }).toEqual({ opens: true, tornAtEnd: true })
        expect(damages).toBeLessThanOrEqual(1)
        expect(packets).toBeGreaterThan(10)
      }
      if (n === 0) expect((await twlab(['open', results[0]?.recording ?? '', '--json'])).status).toBe(0)
      for (const { recording } of results) rmSync(recording)
    }
  }, 400_000)
})
