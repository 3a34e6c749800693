import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { tellCapture } from '../../src/main/engine/tell-capture'
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

/** Begins a lab that records endless connections, waits until the file grows, kills what `victim` chooses. @returns the recording, and what was left running */
async function killed(name: string, n: number, victim: (command: string) => boolean): Promise<{ readonly recording: string; readonly left: readonly unknown[] }> {
  const recording = inFile(`${name}-${n}.pcapng`)
  const mark = `TWLAB_TEST_MARK=${name}-${n}-${process.pid}`
  const [key = '', value = ''] = mark.split('=')
  const child = spawn(process.execPath, [TWLAB, 'exec', '--quiet', '--record', recording, '--', PYTHON, program('short-connections.py'), '1000000', '20200', '0.004'], {
    stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, [key]: value }
  })
  const ended = once(child, 'exit')
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => { errors += text })
  // A different instant each time: after so many bytes.
  const bytes = 10_000 + n * 9_311
  while (!existsSync(recording) || statSync(recording).size < bytes) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode} before it could be killed: ${errors}`)
    await delay(2)
  }
  const found = markedProcesses(mark).find(({ command }) => victim(command))
  if (found === undefined) throw new Error(`nothing to kill among ${JSON.stringify(markedProcesses(mark))}`)
  process.kill(found.pid, 'SIGKILL')
  await ended
  return { recording, left: await remaining(mark, 5_000) }
}

/** Opens what is left: whole blocks, and at most the last one torn. The engine's own reading, in this process: sixty starts of programs tell nothing more. */
async function opened(recording: string): Promise<{ readonly opens: boolean; readonly packets: number; readonly damages: number; readonly tornAtEnd: boolean }> {
  const events: SessionEvent[] = []
  const told = await tellCapture({ file: recording }, (event) => events.push(event))
  const damages = ofType(events, 'damage')
  const size = statSync(recording).size
  return { opens: told.ok, packets: ofType(events, 'packet').length, damages: damages.length, tornAtEnd: damages.every(({ offset, skipped }) => offset + skipped === size) }
}

describe.each([
  ['the engine', (command: string) => command.startsWith(process.execPath) && command.includes('engine.mjs')],
  ['the command line', (command: string) => command.includes('twlab.mjs')],
  ['the namespaces\' keeper', (command: string) => command.startsWith('unshare')]
] as const)('kill -9 of %s in the middle of a run', (what, victim) => {
  it(`leaves a recording that opens and nothing running, ${TIMES} times`, async () => {
    const name = what.replace(/\W/g, '')
    for (let n = 0; n < TIMES; n += AT_ONCE) {
      const results = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => n + i).map((one) => killed(name, one, victim)))
      for (const { recording, left } of results) {
        expect(left).toEqual([])
        const { opens, packets, damages, tornAtEnd } = await opened(recording)
        expect({ opens, tornAtEnd }).toEqual({ opens: true, tornAtEnd: true })
        expect(damages).toBeLessThanOrEqual(1)
        expect(packets).toBeGreaterThan(10)
      }
      const [first] = results
      expect((await twlab(['open', first?.recording ?? '', '--json'])).status).toBe(0)
      for (const { recording } of results) rmSync(recording)
    }
  }, 400_000)
})
