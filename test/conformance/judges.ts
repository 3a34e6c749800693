import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PATIENCE_MS } from './patience'

/** How a program ended. */
export interface Verdict {
  readonly status: number | null
  readonly out: string
  /** Its complaints, without the remark that root should not run it. */
  readonly complaints: string
}

/** Runs one of Wireshark's programs on a file; it has a minute, for a machine that is busy. */
export function ask(program: 'tshark' | 'capinfos' | 'editcap' | 'mergecap' | 'reordercap', ...args: readonly string[]): Verdict {
  const run = spawnSync(program, [...args], { encoding: 'utf8', timeout: PATIENCE_MS, env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' } })
  if (run.error !== undefined) throw run.error
  return { status: run.status, out: run.stdout, complaints: run.stderr.replaceAll(/^Running as user .*\n/gm, '') }
}

/** One row a frame, the fields asked for in columns; several values of a field are parted by a bar. */
export function tsharkFields(file: string, fields: readonly string[], ...options: readonly string[]): string[][] {
  const { out, complaints, status } = ask('tshark', '-r', file, '-T', 'fields', '-E', 'aggregator=|', ...fields.flatMap((field) => ['-e', field]), ...options)
  if (status !== 0) throw new Error(`tshark: ${complaints}`)
  return out.split('\n').slice(0, -1).map((line) => line.split('\t'))
}

/** A folder of one test file's own, and how to remove it. */
export function scratch(name: string): { readonly path: (file: string) => string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  return { path: (file) => join(folder, file), remove: () => rmSync(folder, { recursive: true }) }
}
