import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { shellWord } from '../../../shared/base/quoted'
import type { TerminalRequest } from '../../../shared/ipc/terminals'
import { firstProcessOf } from '../../engine-host'

export type TerminalProgram = Pick<TerminalRequest, 'command' | 'env' | 'cwd'>

/** What a person's terminals run in a laboratory, and how it is joined from others of theirs. */
export interface PersonTerminals {
  /** @param pid of the engine's process, as its host has it */
  program(pid: number): TerminalProgram
  /** @returns undefined when the engine is in no laboratory, or gone */
  joinCommand(pid: number): string | undefined
}

/** The terminals of whoever runs this shell. @param root of the installation */
export const personTerminals = (root: string, env: NodeJS.ProcessEnv = process.env, home: string = homedir()): PersonTerminals => ({
  program: (pid) => terminalProgram(env, home, firstProcessOf(pid)),
  joinCommand: (pid) => {
    const lab = firstProcessOf(pid)
    return lab === undefined ? undefined : `${shellWord(join(root, 'bin/twlab'))} shell --join ${lab}`
  }
})

/** Of our own start, and of the terminal we were started from: nothing of a person's terminal in the window. */
const NOT_THEIRS = /^(?:ELECTRON_.*|NODE_OPTIONS|NODE_CHANNEL_.*|npm_.*|INIT_CWD|TWLAB_.*|TMUX.*|STY|WINDOW|WINDOWID|TERMCAP|TERM_PROGRAM.*|VTE_VERSION|COLUMNS|LINES|OLDPWD|PWD)$/
/** Understood by ss, less and all others; what xterm.js is. */
const TERMINAL = { TERM: 'xterm-256color', COLORTERM: 'truecolor' }

/**
 * The person's own shell, interactive, at home, with their environment: `twlab shell` in the window.
 * @param lab the host's number of the laboratory's first process, by which others join it; in the environment as TWLAB_LAB
 */
export function terminalProgram(env: Readonly<Record<string, string | undefined>>, home: string, lab?: number): TerminalProgram {
  const theirs = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && !NOT_THEIRS.test(entry[0]))
  return { command: [shellOf(env), '-i'], cwd: existsSync(home) ? home : '/', env: { ...Object.fromEntries(theirs), ...TERMINAL, ...(lab === undefined ? {} : { TWLAB_LAB: String(lab) }) } }
}

/** Where nothing is said, the one that has a history and can be edited. */
const shellOf = (env: Readonly<Record<string, string | undefined>>): string => {
  const own = env['SHELL'] ?? ''
  return own !== '' ? own : existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh'
}
