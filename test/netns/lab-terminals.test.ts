import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { descendants } from '../../src/main/engine/lab/processes'
import { Programs } from '../../src/main/engine/lab/programs'
import { Terminals } from '../../src/main/engine/lab/terminals'
import { Reactor } from '../../src/main/engine/native/reactor'
import type { ExitStatus } from '../../src/shared/ipc/engine'
import { TERMINAL_LIMITS, terminalId } from '../../src/shared/ipc/terminals'
import type { TerminalId, TerminalRequest } from '../../src/shared/ipc/terminals'
import { enterOwnNetwork } from './own-network'
import { until } from './until'

const CTRL_C = '\x03'
const CTRL_D = '\x04'
const ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', TERM: 'xterm', PS1: '$ ', LANG: 'C.UTF-8', HISTFILE: '/dev/null' }
const running = (): number => descendants(process.pid).filter(({ zombie }) => !zombie).length
const request = (over: Partial<TerminalRequest> = {}): TerminalRequest => ({ size: { cols: 80, rows: 24 }, command: ['bash', '--norc', '--noprofile', '-i'], env: ENV, cwd: '/', ...over })
const ss = (...args: readonly string[]): string => execFileSync('ss', ['-Htan', ...args], { encoding: 'utf8' })

describe('terminals in the laboratory', () => {
  let reactor: Reactor
  let programs: Programs
  let terminals: Terminals
  const screens = new Map<TerminalId, string>()
  const ends = new Map<TerminalId, ExitStatus>()
  /** As a window does; a test may stop. */
  let taking = true

  beforeEach(() => {
    enterOwnNetwork()
    reactor = new Reactor()
    programs = new Programs(['ignore', 'ignore', 'ignore'])
    taking = true
    screens.clear()
    ends.clear()
    terminals = new Terminals(reactor, {
      terminalOutput: (id, text) => {
        screens.set(id, (screens.get(id) ?? '') + text)
        if (taking) void terminals.terminalTaken(id, text.length)
      },
      terminalEnded: (id, status) => void ends.set(id, status)
    })
  })
  afterEach(async () => {
    await terminals.dispose()
    await programs.dispose()
    reactor.close()
    expect(running()).toBe(0)
  })

  const opened = async (over: Partial<TerminalRequest> = {}): Promise<TerminalId> => {
    const terminal = await terminals.openTerminal(request(over))
    if (!terminal.ok) throw new Error(JSON.stringify(terminal.error))
    return terminal.value
  }
  const prompted = async (): Promise<TerminalId> => {
    const id = await opened()
    await until(() => screen(id).includes('$ '))
    return id
  }
  const screen = (id: TerminalId): string => screens.get(id) ?? ''
  const type = (id: TerminalId, text: string): Promise<unknown> => terminals.terminalInput(id, text)

  /** The course text's first lines, in two terminals. */
  const connected = async (): Promise<{ readonly server: TerminalId; readonly client: TerminalId }> => {
    const [server, client] = await Promise.all([prompted(), prompted()])
    await type(server, 'nc -l 12345\r')
    await until(() => ss('state', 'listening').includes(':12345'))
    await type(client, 'nc 127.0.0.1 12345\r')
    await until(() => ss('state', 'established').includes(':12345'))
    await type(client, 'hello\r')
    await until(() => screen(server).includes('hello'))
    return { server, client }
  }

  it('Ctrl-C ends the client by SIGINT: its port stays in TIME-WAIT, and ss in the same terminal says so', async () => {
    const { server, client } = await connected()
    await type(client, CTRL_C)
    await until(() => ss('state', 'time-wait').includes('127.0.0.1:12345'))
    await type(client, 'echo status $?; ss -tan\r')
    await until(() => /status 130[^]*TIME-WAIT +0 +0 +127\.0\.0\.1:\d+ +127\.0\.0\.1:12345/.test(screen(client)))
    // The server has its terminal back by itself.
    await type(server, 'echo status $?\r')
    await until(() => screen(server).includes('status 0'))
  })

  it('Ctrl-C at the server: the client\'s program does not notice, its socket stands in CLOSE-WAIT', async () => {
    const { server } = await connected()
    await type(server, CTRL_C)
    await until(() => ss('state', 'close-wait').includes('127.0.0.1:12345'))
    await until(() => ss('state', 'fin-wait-2').includes('127.0.0.1:12345'))
  })

  it('Ctrl-D at a plain nc changes nothing on the wire', async () => {
    const { client, server } = await connected()
    await type(client, CTRL_D)
    // The other direction still works after it: the connection is whole, and the client has read its end of input before it reads this.
    await type(server, 'still there\r')
    await until(() => screen(client).includes('still there'))
    expect(ss('state', 'established').match(/:12345/g)).toHaveLength(2)
  })

  it('programs see the window\'s size, and its changes', async () => {
    const id = await prompted()
    await type(id, 'stty size\r')
    await until(() => screen(id).includes('24 80'))
    await terminals.resizeTerminal(id, { cols: 47, rows: 9 })
    await type(id, 'stty size\r')
    await until(() => screen(id).includes('9 47'))
    await terminals.resizeTerminal(id, { cols: 0, rows: 1e9 })
    await type(id, 'stty size\r')
    await until(() => screen(id).includes('1000 1'))
  })

  it('characters of several bytes come whole, and go in whole', async () => {
    const id = await prompted()
    await type(id, 'echo "연결은 이미 끝났는데" | wc -m\r')
    await until(() => /[\r\n]12\r/.test(screen(id)))
    expect(screen(id)).toContain('연결은 이미 끝났는데')
  })

  it('a program that writes without end waits for whoever looks at it', async () => {
    taking = false
    const id = await opened({ command: ['yes'] })
    await until(() => screen(id).length >= TERMINAL_LIMITS.high)
    const stood = screen(id).length
    // While somebody works in another terminal it would have written megabytes, had it not been stopped.
    const other = await opened({ command: ['sh', '-c', 'sleep 0.1; echo done'] })
    await until(() => screen(other).includes('done'))
    expect(screen(id).length).toBe(stood)
    expect(stood).toBeLessThan(TERMINAL_LIMITS.high + 16_384)
    taking = true
    await terminals.terminalTaken(id, stood)
    await until(() => screen(id).length > 2 * stood)
  })

  it('typing into a program that does not read waits, stops nothing else, and ends with the terminal', async () => {
    const id = await opened({ command: ['sh', '-c', 'stty raw -echo; echo deaf; exec sleep 1000'] })
    await until(() => screen(id).includes('deaf'))
    let taken = false
    // Until its buffers are full, and then some.
    const typing = (async () => {
      for (let i = 0; i < 32; i++) await type(id, 'x'.repeat(TERMINAL_LIMITS.input))
      taken = true
    })()
    const other = await prompted()
    await type(other, 'echo $((6*7))\r')
    await until(() => screen(other).includes('42'))
    expect(taken).toBe(false)
    await terminals.closeTerminal(id)
    await typing
    expect(ends.get(id)).toEqual({ code: null, signal: 'SIGHUP' })
  })

  it('closing one hangs up its programs, and kills those that do not mind', async () => {
    const id = await prompted()
    await type(id, 'trap "" HUP; sleep 1000 & sleep 1001\r')
    await until(() => running() === 3)
    expect(await terminals.closeTerminal(id)).toEqual({ ok: true, value: null })
    expect(running()).toBe(0)
    expect(ends.has(id)).toBe(true)
    expect(await terminals.terminalInput(id, 'x')).toMatchObject({ ok: false, error: { code: 'no-terminal' } })
  })

  it('an end is told after everything that was written', async () => {
    const id = await opened({ command: ['sh', '-c', 'seq 1 3000; exit 7'] })
    await until(() => ends.has(id))
    expect(ends.get(id)).toEqual({ code: 7, signal: null })
    expect(screen(id)).toMatch(/\r\n3000\r\n$/)
  })

  it('a program that lets go of its terminal, and goes on, is typed to in vain and ended with it', async () => {
    const id = await opened({ command: ['sh', '-c', 'echo ready; exec sleep 1000 </dev/null >/dev/null 2>&1'] })
    await until(() => screen(id).includes('ready'))
    await type(id, 'hello\r')
    await terminals.closeTerminal(id)
    expect(running()).toBe(0)
  })

  it('there are so many and no more', async () => {
    for (let i = 0; i < TERMINAL_LIMITS.terminals; i++) await opened({ command: ['sleep', '1000'] })
    expect(await terminals.openTerminal(request())).toMatchObject({ ok: false, error: { code: 'busy' } })
  })

  it('what cannot be started is a failure', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-terminals-'))
    writeFileSync(join(folder, 'plain'), 'just a text')
    chmodSync(join(folder, 'plain'), 0o644)
    for (const [command, cwd, told] of [
      [['no-such-program'], '/', { of: 'no-such-program', reason: { kind: 'not-found' } }], [['./plain'], folder, { of: './plain', said: 'permission denied' }], [['sh'], '/no/such/folder', { of: '/no/such/folder', reason: { kind: 'no-directory' } }]
    ] as const) expect(await terminals.openTerminal(request({ command, cwd }))).toEqual({ ok: false, error: { code: 'no-program', ...told } })
    expect(await terminals.closeTerminal(terminalId('1'))).toMatchObject({ ok: false, error: { code: 'no-terminal' } })
    rmSync(folder, { recursive: true })
  })
})
