import { CommanderError } from 'commander'
import { LANGUAGES, type Language } from '../../../shared/ipc/engine'
import { findInstallation, startEngine, type Installation } from '../../engine-host'
import { catalogue } from '../text/catalogue'
import { localeLanguage } from '../text/language'
import { tellFailure, type Context } from './context'
import { DONE, WRONG_USE } from './exit-status'
import { Interruption } from './interruption'
import { parseCommandLine, type Chosen, type GlobalOptions } from './program'
import { Terminal } from './terminal'
import { isAnswer, usageFailure } from './usage'

/** What the command line stands on, when it is not this process itself: for tests. */
export interface Surroundings {
  readonly argv: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly terminal: Terminal
  readonly installation: Installation
  readonly startEngine: typeof startEngine
}

export const thisProcess = (file: string): Surroundings => ({
  argv: process.argv.slice(2), env: process.env, terminal: new Terminal(), installation: findInstallation(file), startEngine
})

/** Runs one command line. @returns its exit status; everything written has been taken by then */
export async function main({ argv, env, terminal, installation, startEngine: start }: Surroundings): Promise<number> {
  const language = languageOf(argv) ?? localeLanguage(env)
  const words = catalogue(language)
  const understood = understand(argv, { terminal, words })
  if (typeof understood === 'number') return whenWritten({ terminal, words }, understood)
  const { chosen, globals } = understood
  const interruption = new Interruption()
  const context: Context = {
    installation, language, words, terminal, interruption, env, json: globals.json === true, quiet: globals.quiet === true, startEngine: start
  }
  try {
    return await whenWritten(context, await chosen(context))
  } finally {
    interruption.dispose()
    await terminal.flushed()
  }
}

function understand(argv: readonly string[], told: Pick<Context, 'terminal' | 'words'>): number | { readonly chosen: Chosen; readonly globals: GlobalOptions } {
  try {
    const { chosen, globals } = parseCommandLine(argv, told.words, told.terminal)
    if (globals.lang === undefined || isLanguage(globals.lang)) return { chosen, globals }
    const values = { option: '--lang', given: globals.lang, allowed: LANGUAGES.join(', ') }
    return tellFailure(told, { code: 'usage', said: told.words.say('cli.usage.value', values) })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (isAnswer(error)) return DONE
    // Without a command the help itself has been written to standard error.
    return error.code === 'commander.help' ? WRONG_USE : tellFailure(told, usageFailure(error, told.words))
  }
}

/** The language is needed before the command line is understood: its mistakes are told in it. */
function languageOf(argv: readonly string[]): Language | undefined {
  const own = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length)
  const at = own.findIndex((word) => word === '--lang' || word.startsWith('--lang='))
  const given = own[at]?.includes('=') === true ? own[at]?.slice('--lang='.length) : own[at + 1]
  return at >= 0 && given !== undefined && isLanguage(given) ? given : undefined
}

const isLanguage = (text: string): text is Language => LANGUAGES.some((language) => language === text)

/** Waits until everything is written. @returns the status, or that of output that was lost (which is told) */
async function whenWritten(context: Pick<Context, 'terminal' | 'words'>, status: number): Promise<number> {
  const { terminal } = context
  await terminal.flushed()
  const lost = await Promise.race([terminal.gone, Promise.resolve(undefined)])
  if (lost === undefined) return status
  const failed = tellFailure(context, { code: 'cannot-write', said: lost })
  await terminal.flushed()
  return failed
}
