import stringWidth from 'fast-string-width'
import { ok, type Result } from '../../../../shared/base/result'
import type { OpenRequest } from '../../../../shared/ipc/engine'
import type { Context } from '../context'
import type { Values } from '../values'

/** `--source`: which library captures. */
export const sourceOf = (values: Values, text: string | undefined): Result<OpenRequest['source']> =>
  text === undefined ? ok('libpcap') : values.oneOf('--source', text, ['libpcap', 'cap'])

/** The bottom line of a terminal, cut to its width; undefined where progress is not shown. */
export function statusLine({ terminal, quiet, json }: Context, mayShow: () => boolean = () => true): ((text: string | undefined) => void) | undefined {
  if (quiet || json || !terminal.errIsTerminal) return undefined
  return (text) => terminal.status(text === undefined || !mayShow() ? undefined : fit(text, terminal.columns))
}

/** The part of a text that fits into so many columns. */
export function fit(text: string, columns: number): string {
  let fitting = ''
  let width = 0
  for (const character of text) {
    width += stringWidth(character)
    if (width > columns) break
    fitting += character
  }
  return fitting
}
