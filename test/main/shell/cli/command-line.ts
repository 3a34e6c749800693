import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installationAt, startEngine } from '../../../../src/main/engine-host'
import { main } from '../../../../src/main/shell/cli/main'
import { Terminal } from '../../../../src/main/shell/cli/terminal'

const root = join(import.meta.dirname, '../../../..')

export interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
}

export interface Started {
  readonly ended: Promise<Ran>
  written(): string
}

/** A folder and two files in place of standard output and standard error; the engine is the fake one, started without namespaces. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'twlab-cli-'))
  private runs = 0

  run(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
    return this.start(argv, env).ended
  }

  /** @returns its end, and what it has written until now */
  start(argv: readonly string[], env: NodeJS.ProcessEnv = {}, pipe?: number): Started {
    const files = ['out', 'err'].map((name) => join(this.folder, `${name}-${++this.runs}`))
    const [file = -1, err = -1] = files.map((path) => openSync(path, 'w'))
    const out = pipe ?? file
    const written = (): readonly string[] => files.map((path) => readFileSync(path, 'utf8'))
    const ended = main({
      argv, env: { PATH: process.env['PATH'], LANG: 'C', ...env }, terminal: new Terminal({ out, err }),
      installation: { ...installationAt(root), fileEngine: join(import.meta.dirname, 'fake-lab.mjs') }, startEngine: (options) => startEngine({ ...options, mode: 'file' })
    })
    return {
      written: () => written().join(''),
      ended: ended.then((status) => {
        const [outText = '', errText = ''] = written()
        return { status, out: outText, err: errText }
      }).finally(() => {
        for (const fd of new Set([out, file, err])) closeSync(fd)
      })
    }
  }

  /** A pipe whose reader has gone, as `| head` does when it has seen enough; for standard output. */
  async pipeWithoutReader(): Promise<number> {
    const path = join(this.folder, `pipe-${++this.runs}`)
    execFileSync('mkfifo', [path])
    const reader = spawn('sh', ['-c', 'exec <"$0"', path], { stdio: 'ignore' })
    const gone = once(reader, 'exit')
    const fd = openSync(path, 'w')
    await gone
    return fd
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}
