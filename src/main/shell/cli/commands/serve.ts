import { serve as startServing } from '../../browser'
import { attend } from '../../browser/attend'
import { tellFailure, type Context } from '../context'
import { DONE } from '../exit-status'
import { Values } from '../values'

/** `twlab serve`: the window in a browser on this machine, until Ctrl-C. */
export async function serve(context: Context, options: { readonly port?: string }): Promise<number> {
  const values = new Values(context.words)
  const port = options.port === undefined ? undefined : values.integer('--port', options.port, 0, 65_535)
  if (port?.ok === false) return tellFailure(context, port.error)
  return serveOn(context, port?.value)
}

/** @param port any free one when undefined */
export async function serveOn(context: Context, port?: number): Promise<number> {
  const { installation, language, terminal, interruption } = context
  const shell = await startServing({ installation, language, ...(port === undefined ? {} : { port }) })
  if (!shell.ok) return tellFailure(context, shell.error)
  // From here on the shell's own attendant has the signals: Ctrl-C is how a person ends it.
  interruption.dispose()
  await attend(shell.value, { language, print: (line) => void terminal.out(`${line}\n`), stdin: process.stdin })
  return DONE
}
