import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { CommandLine, type Ran, type Started } from './command-line'

const line = new CommandLine()
const twlab = (...argv: string[]): Promise<Ran> => line.run(argv)
const lab = (how: string): void => void vi.stubEnv('FAKE_LAB', how)
const typesOf = (jsonLines: string): string[] => jsonLines.trimEnd().split('\n').map((text) => (JSON.parse(text) as { type: string }).type)

/** Ctrl-C, as soon as so much has been written. */
async function interrupted(started: Started, until: string): Promise<Ran> {
  await vi.waitFor(() => expect(started.written()).toContain(until), { timeout: 5_000 })
  process.emit('SIGINT', 'SIGINT')
  return started.ended
}

afterEach(() => void vi.unstubAllEnvs())
afterAll(() => line.remove())

describe('twlab run', () => {
  it('tells the story, the connections and the checks, and ends with 0', async () => {
    const { status, out, err } = await twlab('run', 'active-close')
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out.split('\n').slice(0, 2)).toEqual([
      'active-close: a lab of its own on Linux 6.18.44 (HZ=250), packets from libpcap  2026-11-22T10:00:00.123456789Z',
      '     0.031 ms  c1   127.0.0.1:41234 → :12345          SYN seq=0 ack=0 len=0'
    ])
    expect(out).toMatch(/\nc1 {4}127\.0\.0\.1:41234 .* client still waiting \[sampled\]\n/)
    expect(out).toMatch(/\n✓ Who closed first waits\n {4}packet 1\nPackets captured: 1, lost by the capture: 0, gaps: 0\.\n$/)
  })

  it('ends with 1 when a check failed', async () => {
    lab('check-fails')
    expect(await twlab('run', 'active-close', '--quiet')).toMatchObject({ status: 1, out: expect.stringContaining('✗ Who closed first waits'), err: '' })
  })

  it('with --json, standard output holds the events and nothing else', async () => {
    const { out, err } = await twlab('run', 'active-close', '--json')
    expect(typesOf(out)).toEqual(['session', 'packet', 'connection', 'result'])
    expect(err).toBe('')
  })

  it('hands parameters on in their own types', async () => {
    const { out } = await twlab('run', 'active-close', '--json', '--param', 'first=server')
    expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({ params: { first: 'server' } })
  })

  it('keeps the output of runs side by side apart, in the order they were asked for', async () => {
    const { out } = await twlab('run', 'active-close', 'active-close', '--jobs', '2', '--json')
    expect(typesOf(out)).toEqual(['session', 'packet', 'connection', 'result', 'session', 'packet', 'connection', 'result'])
  })

  it('tells what this machine lacks, and ends with 3', async () => {
    lab('refuses')
    expect(await twlab('run', 'active-close')).toEqual({ status: 3, out: '', err: 'twlab: libpcap cannot be loaded (libpcap.so.0.8: cannot open shared object file)\n' })
  })

  it('an experiment that nothing of could be observed here ends with 3 and what mends it, also with --quiet', async () => {
    lab('lacks')
    for (const more of [[], ['--quiet']]) {
      const { status, out, err } = await twlab('run', 'active-close', ...more)
      expect(err).toBe('twlab: nft is missing or does not work: packets cannot be dropped or held back. To mend it: sudo apt-get install -y nftables\n')
      expect({ status, out }).toEqual({ status: 3, out: expect.stringContaining('– Who closed first waits') })
    }
  })

  it('a reader that has seen enough ends it quietly: no check has failed by that', async () => {
    lab('endless')
    const { ended } = line.start(['run', 'active-close'], {}, await line.pipeWithoutReader())
    expect(await ended).toMatchObject({ status: 0, err: '' })
  })

  it('an engine that dies is told once, and what came before is kept', async () => {
    lab('dies')
    const { status, out, err } = await twlab('run', 'active-close')
    expect(status).toBe(2)
    expect(out).toContain('SYN seq=0')
    expect(err).toBe('twlab: The engine ended unexpectedly; a recording is whole up to its last block (killed by SIGKILL)\n')
  })

  it('Ctrl-C ends the session in order, with 130', async () => {
    lab('endless')
    const { status, out } = await interrupted(line.start(['run', 'active-close', '--json']), 'packet')
    expect(status).toBe(130)
    expect(typesOf(out).at(-1)).toBe('result')
    expect(process.listenerCount('SIGINT')).toBe(0)
  })
})

describe('twlab exec', () => {
  it("ends with the program's own status, and leaves standard output to it", async () => {
    // The program's descriptors are those of this process: it writes to a file it opens itself.
    const { status, err } = await twlab('exec', '--', 'sh', '-c', `echo hello > ${line.path('hello')}; exit 7`)
    expect(status).toBe(7)
    expect(readFileSync(line.path('hello'), 'utf8')).toBe('hello\n')
    expect(err).toContain('SYN seq=0')
  })

  it('a program ended by a signal gives 128 and its number', async () => {
    expect((await twlab('exec', '--quiet', '--', 'sh', '-c', 'kill -TERM $$')).status).toBe(143)
  })

  it("passes the program's own options on, with and without --", async () => {
    for (const dashes of [['--'], []]) expect((await twlab('exec', '--quiet', ...dashes, 'sh', '-c', 'test "$1" = --json', 'sh', '--json')).status).toBe(0)
  })

  it('--linger takes a value only after an equals sign', async () => {
    expect((await twlab('exec', '--quiet', '--linger', 'true')).status).toBe(0)
    expect(await twlab('exec', '--linger=soon', '--', 'true')).toMatchObject({ status: 2, err: 'twlab: --linger takes 0..86400, not soon\n' })
  })

  it('says that it waits, and Ctrl-C ends the wait', async () => {
    lab('lingers')
    const waiting = 'waiting until its TIME-WAITs are gone'
    expect(await interrupted(line.start(['exec', '--linger', '--', 'true']), waiting)).toMatchObject({ status: 130, err: expect.stringContaining('Packets captured: 1') })
  })

  it("Ctrl-C while the program runs is the program's", async () => {
    const [begun, go] = [line.path('begun'), line.path('go')]
    const { ended } = line.start(['exec', '--quiet', '--', 'sh', '-c', `touch ${begun}; until test -e ${go}; do sleep 0.02; done; exit 5`])
    await vi.waitFor(() => expect(existsSync(begun)).toBe(true), { timeout: 5_000 })
    process.emit('SIGINT', 'SIGINT')
    writeFileSync(go, '')
    expect((await ended).status).toBe(5)
  })

  it('--events writes the events to a file, which must not exist', async () => {
    const events = line.path('events.jsonl')
    expect(await twlab('exec', '--events', events, '--', 'true')).toEqual({ status: 0, out: '', err: '' })
    expect(typesOf(readFileSync(events, 'utf8'))).toEqual(['session', 'packet', 'connection', 'result'])
    expect(await twlab('exec', '--events', events, '--', 'true')).toEqual({ status: 2, out: '', err: `twlab: The file exists already and is not overwritten (${events}). To mend it: --events '${events.replace('.jsonl', '-2.jsonl')}'\n` })
  })

  it('a program that does not exist is something this machine lacks', async () => {
    lab('silent')
    for (const quiet of [['--quiet'], []]) expect(await twlab('exec', ...quiet, '--', 'no-such-program')).toEqual({ status: 3, out: '', err: 'twlab: The program cannot be started (no-such-program)\n' })
  })

  it('a program that does nothing on the network has its story, too', async () => {
    lab('silent')
    expect((await twlab('exec', '--', 'true')).err).toMatch(/^a lab of its own on Linux .*\n\nconn .*\n(?:.*\n)+Packets captured: 1,/)
  })

  it('a wrong filter is wrong use', async () => {
    expect(await twlab('exec', '--filter', 'bad', '--', 'true')).toMatchObject({ status: 2, err: 'twlab: The capture filter is wrong (syntax error)\n' })
  })
})

describe('twlab open and watch', () => {
  it('open shows a file and ends with 0', async () => {
    writeFileSync(line.path('a.pcap'), 'x')
    expect(await twlab('open', line.path('a.pcap'))).toMatchObject({ status: 0, err: '', out: expect.stringContaining('SYN seq=0') })
  })

  it('what is no capture ends with 2 and one line', async () => {
    lab('garbage')
    writeFileSync(line.path('a.png'), 'x')
    const { status, err } = await twlab('open', line.path('a.png'))
    expect({ status, err }).toEqual({ status: 2, err: 'twlab: This is not a capture file (byte 0: 89504e47)\n' })
  })

  it('a file that cannot be read ends with 2 before anything is started', async () => {
    const { status, out, err } = await twlab('open', line.path('nothing.pcap'), '--lang', 'ko')
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toMatch(/^twlab: 파일을 읽을 수 없습니다 \(.*nothing\.pcap: 그런 파일이나 폴더가 없음 \(no such file or folder\)\)\n$/)
  })

  it('watch ends after its time, and tells troubles on standard error', async () => {
    lab('trouble')
    const { status, out, err } = await twlab('watch', '--duration', '0.05', '--port', '12345')
    expect(status).toBe(0)
    expect(out).toContain('read only')
    expect(err).toBe("twlab: Packets of this machine may not be captured: only the kernel's socket table is shown (EPERM)\n")
  })
})

describe('a recording that exists', () => {
  it.each([['run', 'active-close'], ['watch'], ['shell']])('is refused by %s before anything begins', async (...command) => {
    const file = line.path('kept.pcapng')
    if (!existsSync(file)) writeFileSync(file, 'precious')
    expect(await twlab(...command, '--record', file)).toEqual({ status: 2, out: '', err: `twlab: The file exists already and is not overwritten (${file}). To mend it: --record '${line.path('kept-2.pcapng')}'\n` })
    expect(readFileSync(file, 'utf8')).toBe('precious')
  })
})

describe('twlab compare', () => {
  it('tells what is different about two recordings, and how much', async () => {
    const { status, out, err } = await twlab('compare', 'client-first.pcapng', 'server-first.pcapng')
    expect({ status, err }).toEqual({ status: 0, err: 'twlab: Differences: 1.\n' })
    expect(out).toMatch(/^≠ +Closed first +the client, by FIN +the server, by FIN$/m)
    expect(out).toMatch(/^ +The recording itself +without a hash chain +without a hash chain$/m)
  })

  it('with --json, is one object; an instant that neither has is said', async () => {
    const { out } = await twlab('compare', 'client-first.pcapng', 'server-first.pcapng', '--json', '--align', 'time-wait')
    expect(JSON.parse(out)).toMatchObject({ sides: [{ file: 'client-first.pcapng', session: 'a1', conn: 'c1', aligned: false, zero: 31_000 }, { aligned: false }] })
  })

  it('refuses what is no capture, and instants and connections that do not exist', async () => {
    expect(await twlab('compare', 'a.pcapng', 'notes.txt')).toMatchObject({ status: 2, out: '', err: expect.stringContaining('This is not a capture file') })
    expect((await twlab('compare', 'a.pcapng', 'b.pcapng', '--align', 'noon')).err).toBe('twlab: --align takes closing, opening, data, time-wait, not noon\n')
    expect((await twlab('compare', 'a.pcapng', 'b.pcapng', '--connection', '7')).err).toBe('twlab: --connection takes c1 c2, not 7\n')
    expect((await twlab('compare', 'a.pcapng')).err).toContain('missing')
  })
})
