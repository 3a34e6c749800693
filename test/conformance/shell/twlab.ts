import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installationAt, startEngine } from '../../../src/main/engine-host'
import { main } from '../../../src/main/shell/cli/main'
import { Terminal } from '../../../src/main/shell/cli/terminal'

const root = join(import.meta.dirname, '../../..')
const bin = join(root, 'bin')
/** No language but English, whoever runs the tests. */
const ENGLISH = { LANG: 'C', LC_ALL: '' } as const

export interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

/** The built command line as a person runs it. Ends by itself within the test's time, or with the test. */
export class Twlab {
  readonly child: ChildProcess
  private text = { out: '', err: '' }
  private readonly ended: Promise<unknown>

  constructor(argv: readonly string[], options: { readonly env?: NodeJS.ProcessEnv; readonly stdin?: string; readonly limits?: readonly string[] } = {}) {
    const [command = '', ...args] = [...limited(options.limits ?? []), join(bin, 'twlab'), ...argv]
    this.child = spawn(command, args, { env: { ...process.env, ...ENGLISH, ...options.env }, stdio: ['pipe', 'pipe', 'pipe'] })
    this.ended = once(this.child, 'close')
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.text.out += text))
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.text.err += text))
    this.child.stdin?.end(options.stdin ?? '')
  }

  get written(): string {
    return this.text.out + this.text.err
  }

  get pid(): number {
    return this.child.pid ?? -1
  }

  async end(): Promise<Ran> {
    await this.ended
    return { status: this.child.exitCode, ...this.text }
  }
}

/** A system that allows no namespaces of these kinds, to nobody in it: such a system is a user namespace with its own limits (namespaces(7)). */
const limited = (kinds: readonly string[]): readonly string[] => {
  if (kinds.length === 0) return []
  const script = `${kinds.map((kind) => `echo 0 >/proc/sys/user/max_${kind}_namespaces`).join('; ')}; exec "$@"`
  return [join(bin, 'lab-namespace'), 'user', 'sh', '-c', script, 'sh']
}

/** A start of the program: for what it runs, what it is sent, and how it ends. */
export const twlab = (...argv: string[]): Promise<Ran> => new Twlab(argv).end()

/**
 * The same command line, by its own code in this process, with the built engine: for what is told of a file. A start of the program more tells nothing new of that, and is two thirds of its time.
 * (What it starts would have this process's input and output: `exec`, `run` and `shell` are the program's.)
 */
export async function tell(...argv: readonly string[]): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'twlab-tell-'))
  const [out = -1, err = -1] = ['out', 'err'].map((name) => openSync(join(folder, name), 'w'))
  try {
    const status = await main({ argv, env: { ...process.env, ...ENGLISH }, terminal: new Terminal({ out, err }), installation: installationAt(root), startEngine })
    return { status, out: readFileSync(join(folder, 'out'), 'utf8'), err: readFileSync(join(folder, 'err'), 'utf8') }
  } finally {
    for (const fd of [out, err]) closeSync(fd)
    rmSync(folder, { recursive: true })
  }
}

/** Two programs that hold one connection over loopback; the client closes first. Its server prints what it got. */
export const TALK = 'nc -l 127.0.0.1 4444 & until ss -Hltn "sport = 4444" | grep -q .; do sleep 0.02; done; echo hi | nc -N 127.0.0.1 4444; wait'
