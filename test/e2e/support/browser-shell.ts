import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { endOf, endSoon, type End } from './end'
import { LAUNCH_MS } from './patience'

const root = resolve(import.meta.dirname, '../../..')

export interface ServedShell {
  readonly child: ChildProcess
  readonly recordings: string
  readonly port: number
  /** The address it printed, with its one-time token. */
  readonly address: string
  /** All addresses it has printed, once there are so many. */
  addresses(count: number): Promise<string[]>
  /** What it printed so far, both streams. */
  output(): string
  /** Keys, when it runs in a terminal. */
  type(text: string): void
  end(signal?: NodeJS.Signals): Promise<End>
}

const SERVE = [process.execPath, join(root, 'bin/twlab.cjs')]
const ADDRESS = /http:\/\/127\.0\.0\.1:(\d+)\/\?token=[\w-]{43}/g

export interface ServeOptions {
  /** Where its recordings go. */
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly language?: 'en' | 'ko'
  /** In a terminal of its own (script(1)), typed at through the child's stdin. */
  readonly terminal?: boolean
  /** Of `twlab`. @default serve */
  readonly command?: readonly string[]
}

/** Starts `twlab serve` from the build. */
export async function startServing({ folder, env, language = 'en', terminal = false, command: words = ['serve'] }: ServeOptions): Promise<ServedShell> {
  const command = [...SERVE, '--lang', language, ...words]
  const [program = '', ...args] = terminal ? ['script', '-qec', command.map((word) => `'${word}'`).join(' '), '/dev/null'] : command
  const child = spawn(program, args, { env: { ...process.env, XDG_DATA_HOME: join(folder, 'data'), ...env, TWLAB_RECORDINGS: join(folder, 'recordings') }, stdio: ['pipe', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = endOf(child)
  const addresses = async (count: number): Promise<string[]> => {
    for (;;) {
      const found = [...output.matchAll(ADDRESS)].map(([address]) => address)
      if (found.length >= count) return found
      const more = await Promise.race([once(child.stdout, 'data').then(() => true), ended.then(() => false)])
      if (!more) throw new Error(`twlab serve ended: ${output}`)
    }
  }
  const [address = ''] = await addresses(1)
  return {
    child, recordings: join(folder, 'recordings'), port: Number(new URL(address).port), address, addresses, output: () => output,
    type: (text) => void child.stdin.write(text),
    end: (signal = 'SIGTERM') => {
      child.kill(signal)
      return endSoon(child, ended)
    }
  }
}

const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/**
 * Chromium's engine without the browser around it (its own pages, services and start are three quarters of opening a window): for what the window itself does. Its scripts are
 * compiled, but not by V8's optimising compilers, whose work pays only where a page lives longer than a test, and garbage is collected without helpers, who need a processor of their own.
 */
export const startHeadless = (): Promise<Browser> => chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', timeout: LAUNCH_MS, args: [...QUIET, '--js-flags=--no-opt,--single-threaded-gc'] })

/** A real Chromium, without a screen and without its own traffic: for what a browser does with the shell. */
export const startChromium = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, timeout: LAUNCH_MS, args: [...QUIET, ...more] })
