import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { expect, vi } from 'vitest'
import { PATIENCE_MS } from './patience'

const MARK = 'TWLAB_E2E'

/** A mark in the environment of what a test starts: everything that comes of it (engines in their namespaces, Electron's processes) inherits it. */
export interface Mark {
  readonly env: Readonly<Record<string, string>>
  /** The processes that bear it now. */
  running(): readonly { readonly pid: number; readonly command: string }[]
  /** Of them those that run an engine for a session or a file; the one that is only tried out (`--probe`) comes and goes while a window looks at the machine. */
  engines(): readonly number[]
  /** Waits until none is left. @param ms at most so long */
  allGone(ms?: number): Promise<void>
}

export function newMark(): Mark {
  const value = randomUUID()
  const commands = (): { readonly pid: number; readonly command: string }[] =>
    readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).flatMap((pid) => {
      if (!read(`/proc/${pid}/environ`).split('\0').includes(`${MARK}=${value}`)) return []
      return [{ pid: Number(pid), command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}]
    })
  const running: Mark['running'] = () => commands().map(({ pid, command }) => ({ pid, command: command.slice(0, 200) }))
  return {
    env: { [MARK]: value }, running,
    engines: () => commands().filter(({ command }) => /^\S*node\S* (?:-\S+ )*\S*\/bin\/engine\.cjs(?! --probe)/.test(command)).map(({ pid }) => pid),
    allGone: (ms = PATIENCE_MS) => vi.waitFor(() => expect(running()).toEqual([]), { timeout: ms, interval: 25 })
  }
}

/** Empty when the process has just gone, or is not ours. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
