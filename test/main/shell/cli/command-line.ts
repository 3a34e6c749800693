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
  start(argv: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
    const files = ['out', 'err'].map((name) => join(this.folder, `${name}-${++this.runs}`))
    const [out = -1, err = -1] = files.map((file) => openSync(file, 'w'))
    const written = (): readonly string[] => files.map((file) => readFileSync(file, 'utf8'))
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

  path(name: string): string {
    return join(this.folder, name)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true })
  }
}
