import { execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
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
  start(argv: readonly string[], env: NodeJS.ProcessEnv = {}, outFile = join(this.folder, `out-${++this.runs}`)): Started {
    const files = [outFile, join(this.folder, `err-${++this.runs}`)]
    const [out = -1, err = -1] = files.map((file) => openSync(file, 'w'))
    // What a pipe's reader has taken is not there to be read again.
    const written = (): readonly string[] => files.map((file) => (statSync(file).isFIFO() ? '' : readFileSync(file, 'utf8')))
    const ended = main({
      argv, env: { PATH: process.env['PATH'], LANG: 'C', ...env }, terminal: new Terminal({ out, err }),
      installation: { ...installationAt(root), engine: join(import.meta.dirname, 'fake-lab.mjs') }, startEngine: (options) => startEngine({ ...options, mode: 'file' })
    })
    return {
      written: () => written().join(''),
      ended: ended.then((status) => {
        const [outText = '', errText = ''] = written()
        return { status, out: outText, err: errText }
      }).finally(() => {
        closeSync(out)
        closeSync(err)
      })
    }
  }

  /** A pipe in place of standard output, whose reader goes after the first line, as `| head -1` does. */
  readOnce(): string {
    const path = join(this.folder, `pipe-${++this.runs}`)
    execFileSync('mkfifo', [path])
    spawn('sh', ['-c', 'exec head -n 1 <"$0"', path], { stdio: 'ignore' })
    return path
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}
