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
  return serveOn(context, port === undefined ? {} : { port: port.value })
}

/** @param options `port`: any free one when absent. `capture`: absolute path of a file that the first window opens */
export async function serveOn(context: Context, options: { readonly port?: number; readonly capture?: string } = {}): Promise<number> {
  const { installation, language, terminal, interruption } = context
  const shell = await startServing({ installation, language, ...options })
  if (!shell.ok) return tellFailure(context, shell.error)
  // From here on the shell's own attendant has the signals: Ctrl-C is how a person ends it.
  interruption.dispose()
  await attend(shell.value, { language, print: (line) => void terminal.out(`${line}\n`), stdin: process.stdin })
  return DONE
}
