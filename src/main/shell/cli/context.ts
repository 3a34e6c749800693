import colors from 'picocolors'
import type { Failure } from '../../../shared/base/result'
import { exitStatusOf } from '../../../shared/ipc/failure'
import type { Language } from '../../../shared/ipc/engine'
import { escapeControls, type StoryLine, type Tone } from '../../../shared/story'
import type { Installation, startEngine } from '../../engine-host'
import type { Catalogue } from '../text/catalogue'
import { failureText } from '../text/failure-text'
import type { Interruption } from './interruption'
import type { Terminal } from './terminal'

/** What every command works with. */
export interface Context {
  readonly installation: Installation
  readonly language: Language
  readonly words: Catalogue
  readonly terminal: Terminal
  readonly interruption: Interruption
  readonly env: NodeJS.ProcessEnv
  readonly json: boolean
  readonly quiet: boolean
  readonly startEngine: typeof startEngine
}

/** Tells a failure on standard error, in one line. @returns the exit status for it */
export function tellFailure(context: Pick<Context, 'terminal' | 'words'>, failure: Failure): number {
  void context.terminal.err(`twlab: ${failureText(failure, context.words)}\n`)
  return exitStatusOf(failure.code)
}

/** A diagnostic for people: not with --quiet. Names of files in it may hold anything. */
export function say(context: Context, key: string, values?: Readonly<Record<string, string | number>>): void {
  if (!context.quiet) void context.terminal.err(`twlab: ${escapeControls(context.words.say(key, values))}\n`)
}

export type Paint = (line: StoryLine) => string

/** Colours for a terminal that has them: not for files and pipes, not with NO_COLOR (no-color.org), not for TERM=dumb. */
export function painter(isTerminal: boolean, env: NodeJS.ProcessEnv): Paint {
  const wanted = isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'
  const c = colors.createColors(wanted)
  const brush: Readonly<Record<Tone, (text: string) => string>> = {
    plain: (text) => text, dim: c.dim, strong: c.bold, good: c.green, bad: c.red, warn: c.yellow, wait: c.magenta, command: c.cyan
  }
  return (line) => line.map(({ text, tone }) => brush[tone](text)).join('')
}
