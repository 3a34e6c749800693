import type { CommanderError } from 'commander'
import type { Failure } from '../../../shared/base/result'
import type { Catalogue } from '../text/catalogue'

const TOLD = {
  'commander.unknownCommand': 'unknown-command', 'commander.unknownOption': 'unknown-option', 'commander.missingArgument': 'missing-argument',
  'commander.excessArguments': 'excess-arguments', 'commander.optionMissingArgument': 'option-missing-argument', 'commander.missingMandatoryOptionValue': 'missing-option'
} as const

/** Help or version was asked for and has been written. */
export const isAnswer = (error: CommanderError): boolean => error.code === 'commander.helpDisplayed' || error.code === 'commander.version'

/** What was wrong with the command line, in the person's language. The parser's own words name the thing in quotes, and what was probably meant. */
export function usageFailure(error: CommanderError, words: Catalogue): Failure {
  const kind = Object.entries(TOLD).find(([code]) => code === error.code)?.[1]
  const given = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  const meant = /\(Did you mean (?:one of )?([^?]*)\?\)/.exec(error.message)?.[1]
  const said = kind === undefined ? error.message.replace(/^error: /, '') : words.say(`cli.usage.${kind}`, { given })
  return { code: 'usage', said: meant === undefined ? said : words.say('cli.suggest', { given: said, meant }), remedy: 'twlab --help' }
}
