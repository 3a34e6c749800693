import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { endOf, type End } from './end'

const root = resolve(import.meta.dirname, '../../..')

export interface ServedShell {
  readonly child: ChildProcess
  readonly recordings: string
  readonly port: number
  /** The address it printed, with its one-time token. */
  readonly address: string
  output(): string
  end(signal?: NodeJS.Signals): Promise<End>
}

/** Starts `twlab serve` from the build, with a folder of recordings of its own. */
export async function startServing(env: Readonly<Record<string, string>>, language: 'en' | 'ko' = 'en'): Promise<ServedShell> {
  const folder = await mkdtemp(join(tmpdir(), 'browser-'))
  const child = spawn(process.execPath, [join(root, 'out/node/twlab.mjs'), '--lang', language, 'serve'], {
    env: { ...process.env, ...env, TWLAB_RECORDINGS: join(folder, 'recordings') }, stdio: ['ignore', 'pipe', 'pipe']
  })
  let output = ''
  const ended = endOf(child, folder)
  const printed = new Promise<RegExpExecArray>((done) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        const found = /http:\/\/127\.0\.0\.1:(\d+)\/\?token=\S+/.exec(output)
        if (found) done(found)
      })
    }
  })
  const found = await Promise.race([printed, ended.then(() => undefined)])
  if (found === undefined) throw new Error(`twlab serve ended: ${output}`)
  return {
    child, recordings: join(folder, 'recordings'), port: Number(found[1]), address: found[0], output: () => output,
    end: (signal = 'SIGTERM') => {
      child.kill(signal)
      return ended
    }
  }
}

const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** A real Chromium, without a screen and without its own traffic. */
export const startChromium = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, timeout: 30_000, args: [...QUIET, ...more] })
