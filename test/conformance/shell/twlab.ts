import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const bin = join(import.meta.dirname, '../../../bin')

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
    this.child = spawn(command, args, { env: { ...process.env, LANG: 'C', LC_ALL: '', ...options.env }, stdio: ['pipe', 'pipe', 'pipe'] })
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

export const twlab = (...argv: string[]): Promise<Ran> => new Twlab(argv).end()

/** Two programs that hold one connection over loopback; the client closes first. Its server prints what it got. */
export const TALK = 'nc -l 127.0.0.1 4444 & until ss -Hltn "sport = 4444" | grep -q .; do sleep 0.02; done; echo hi | nc -N 127.0.0.1 4444; wait'
