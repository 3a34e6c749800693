import { execFileSync } from 'node:child_process'
import { createConnection, createServer } from 'node:net'
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { sessionEventSchema, type SessionEvent } from '../../../src/shared/model/events'
import { PATIENCE_MS } from '../patience'
import { TALK, twlab, Twlab } from './twlab'

const SOON = { timeout: PATIENCE_MS } as const
const folder = mkdtempSync(join(tmpdir(), 'twlab-black-'))
const file = (name: string): string => join(folder, name)
const eventsOf = (text: string): SessionEvent[] => text.trimEnd().split('\n').map((line) => v.parse(sessionEventSchema, JSON.parse(line)))
const packetsIn = (recording: string): number => Number(/Number of packets: +(\d+)/.exec(execFileSync('capinfos', ['-cM', recording], { encoding: 'utf8' }))?.[1])

/** Numbers of processes whose environment says they were started by the test that chose this mark. */
const marked = (mark: string): number[] => readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).map(Number).filter((pid) => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TWLAB_TEST=${mark}`)
  } catch {
    return false
  }
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('twlab exec', () => {
  it("leaves the program's input, output and exit status as they are", async () => {
    const talking = new Twlab(['exec', '--quiet', '--', 'sh', '-c', `cat; echo error >&2; ${TALK}; exit 9`], { stdin: 'input\n' })
    expect(await talking.end()).toEqual({ status: 9, out: 'input\nhi\n', err: 'error\n' })
  })

  it("with --json, standard output holds schema-true events alone, and the program's output goes to standard error", async () => {
    const { status, out, err } = await twlab('exec', '--json', '--', 'sh', '-c', TALK)
    expect({ status, err }).toEqual({ status: 0, err: 'hi\n' })
    const events = eventsOf(out)
    expect(events[0]).toMatchObject({ type: 'session', mode: 'sandbox', source: 'libpcap' })
    expect(events.at(-1)).toMatchObject({ type: 'result', ok: true, dropped: 0 })
    expect(events.filter(({ type }) => type === 'connection')).toMatchObject([{ server: '127.0.0.1:4444', timeWait: { end: 'client' } }])
  })

  it('--linger=1 stays a second longer than the program, in TIME-WAIT', async () => {
    const { status, out } = await twlab('exec', '--json', '--linger=1', '--', 'sh', '-c', TALK)
    const events = eventsOf(out)
    const began = events.find((event) => event.type === 'transition' && event.to === 'TIME-WAIT')
    expect(status).toBe(0)
    expect((events.at(-1)?.at ?? 0) - (began?.at ?? 0)).toBeGreaterThan(0.8e9)
  })

  it('records what capinfos reads, and open tells the same connections', async () => {
    const recording = file('talk.pcapng')
    const { out } = await twlab('exec', '--json', '--record', recording, '--', 'sh', '-c', TALK)
    const live = eventsOf(out).filter(({ type }) => type === 'packet')
    expect(packetsIn(recording)).toBe(live.length)
    const opened = await twlab('open', '--json', recording)
    expect(opened).toMatchObject({ status: 0, err: '' })
    expect(eventsOf(opened.out).filter(({ type }) => type === 'packet')).toEqual(live)
  })

  it('a program ended by a signal gives 128 and its number', async () => {
    expect((await twlab('exec', '--quiet', '--', 'sh', '-c', 'kill -KILL $$')).status).toBe(137)
  })

  it("what is not there is told in one line, with this machine's status", async () => {
    expect(await twlab('exec', '--', 'no-such-program')).toMatchObject({ status: 3, out: '', err: expect.stringMatching(/^twlab: The program cannot be started .*\n$/m) })
    expect(await twlab('exec', '--filter', 'port port', '--', 'true')).toMatchObject({ status: 2, out: '', err: expect.stringMatching(/^twlab: The capture filter is wrong .*\n$/) })
  })
})

describe('interruptions', () => {
  it('Ctrl-C closes the recording whole, with 130', async () => {
    const recording = file('interrupted.pcapng')
    const running = new Twlab(['exec', '--linger', '--json', '--record', recording, '--', 'sh', '-c', TALK])
    await vi.waitFor(() => expect(running.written).toContain('"to":"TIME-WAIT"'), SOON)
    await vi.waitFor(() => expect(running.written).toContain('waiting until'), SOON)
    running.child.kill('SIGINT')
    const { status, out } = await running.end()
    expect(status).toBe(130)
    expect(eventsOf(out).at(-1)?.type).toBe('result')
    expect(packetsIn(recording)).toBeGreaterThan(7)
  })

  it('a closed pipe ends it quietly', async () => {
    const running = new Twlab(['exec', '--json', '--', 'sh', '-c', `while :; do { ${TALK}; } >/dev/null; done`])
    await vi.waitFor(() => expect(running.written).toContain('"packet"'), SOON)
    running.child.stdout?.destroy()
    // The next event finds nobody who reads it.
    expect(await running.end()).toMatchObject({ status: 0, err: '' })
  })

  it('kill -9 leaves no process behind', async () => {
    const running = new Twlab(['exec', '--json', '--', 'sh', '-c', 'sleep 1000 & sleep 1000'], { env: { TWLAB_TEST: `kill-${process.pid}` } })
    await vi.waitFor(() => expect(marked(`kill-${process.pid}`).length).toBeGreaterThanOrEqual(5), SOON)
    running.child.kill('SIGKILL')
    await running.end()
    await vi.waitFor(() => expect(marked(`kill-${process.pid}`)).toEqual([]), SOON)
  })
})

describe('twlab shell', () => {
  it('a second terminal joins the first one by its number', async () => {
    const first = new Twlab(['shell'], { env: { SHELL: '/bin/sh' }, stdin: 'readlink /proc/self/ns/net; sleep 1000\n' })
    await vi.waitFor(() => expect(first.written).toMatch(/net:[^]*--join \d+/), SOON)
    const id = /--join (\d+)/.exec(first.written)?.[1] ?? ''
    const own = /net:\[\d+\]/.exec(first.written)?.[0]
    expect(own).toBe(readlinkSync(`/proc/${id}/ns/net`))
    const second = await new Twlab(['shell', '--join', id], { env: { SHELL: '/bin/sh' }, stdin: 'readlink /proc/self/ns/net; exit 4\n' }).end()
    expect(second.status).toBe(4)
    expect(second.out).toContain(own)
    first.child.kill('SIGTERM')
    expect((await first.end()).status).toBe(143)
    await vi.waitFor(() => expect(existsSync(`/proc/${id}/ns/net`)).toBe(false), SOON)
  })
})

describe('where namespaces are refused', () => {
  it('root has a lab all the same, without a user namespace', async () => {
    const { status, out } = await new Twlab(['exec', '--json', '--', 'sh', '-c', TALK], { limits: ['user'] }).end()
    expect(status).toBe(0)
    expect(eventsOf(out).at(-1)).toMatchObject({ type: 'result', ok: true, captured: expect.any(Number) })
  })

  it('the one line says which limit to raise, with 3, and the doctor says the same', async () => {
    const refused = { limits: ['user', 'net'] }
    const remedy = 'sudo sysctl -w user.max_user_namespaces=15000 user.max_net_namespaces=15000'
    expect(await new Twlab(['exec', '--', 'true'], refused).end()).toEqual({
      status: 3, out: '',
      err: `twlab: The number of namespaces is limited to none on this system (unshare: unshare failed: No space left on device). To mend it: ${remedy}\n`
    })
    const { status, out } = await new Twlab(['doctor', '--json', '--quiet'], refused).end()
    expect(status).toBe(3)
    expect(out.split('\n').map((line) => (line === '' ? {} : JSON.parse(line) as object))).toContainEqual(expect.objectContaining({ id: 'namespaces', state: 'missing', remedy }))
  })
})

describe('twlab watch, open and serve', () => {
  it('watch sees the loopback of this machine, and only the port it was asked for', async () => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    // Somebody comes again and again, whenever the watch begins; it ends when it has seen one whole connection, however late that is.
    const coming = setInterval(() => createConnection(port, '127.0.0.1').on('error', () => undefined).end(), 50)
    const watching = new Twlab(['watch', '--json', '--port', String(port)])
    try {
      await vi.waitFor(() => expect(watching.written).toContain('"to":"TIME-WAIT"'), SOON)
    } finally {
      clearInterval(coming)
      server.close()
      watching.child.kill('SIGINT')
    }
    const { status, out } = await watching.end()
    expect(status).toBe(130)
    const connections = eventsOf(out).filter((event) => event.type === 'connection')
    expect(connections.length).toBeGreaterThan(0)
    for (const { server: end } of connections) expect(end).toBe(`127.0.0.1:${port}`)
  })

  it('what is no capture is told in one line, with 2', async () => {
    const { status, out, err } = await twlab('open', join(import.meta.dirname, 'cli.test.ts'))
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toMatch(/^twlab: This is not a capture file .*\n$/)
  })

  it('a port in use is told in one line, with 3', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    expect(await twlab('serve', '--port', String(port))).toMatchObject({ status: 3, out: '', err: expect.stringMatching(/^twlab: The port is in use .*\n$/) })
    server.close()
  })

  it('the experiments have their titles as they were written, in both languages', async () => {
    const [korean, english] = await Promise.all([twlab('list', '--lang', 'ko'), twlab('list', '--lang', 'en')])
    expect(korean.out).toMatch(/^active-close +\d+ +먼저 닫는 쪽이 기다린다 +패킷 수집, sock_diag$/m)
    expect(english.out).toMatch(/^active-close +\d+ +Whoever closes first waits +packet capture, sock_diag$/m)
  })

  it('the doctor finds that labs can be made here', async () => {
    const { out } = await twlab('doctor', '--json')
    const checks = out.trimEnd().split('\n').map((line) => JSON.parse(line) as { id: string; state: string })
    for (const id of ['namespaces', 'loopback', 'nft', 'libpcap', 'sock-diag']) expect(checks.find((check) => check.id === id)?.state, id).toBe('ok')
  })
})
