import { createInterface } from 'node:readline/promises'
import type { Context } from './context'

/** Whether somebody sits there who can be asked: not a script, which reads events or writes to our standard input. */
export const canAsk = ({ json, quiet, terminal }: Context): boolean => !json && !quiet && process.stdin.isTTY && terminal.errIsTerminal

/** Puts one question to the person at the terminal. @returns undefined when there is no answer to come: Ctrl-C, Ctrl-D */
export type Ask = (question: string) => Promise<string | undefined>

/** Questions to the person at the terminal, while `work` lasts; what they type is theirs to edit, and Ctrl-C is what it always is. */
export async function asking<T>({ terminal, interruption }: Context, work: (ask: Ask) => Promise<T>): Promise<T> {
  await terminal.flushed()
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  // The line editor has the terminal in raw mode: there Ctrl-C is a key, and no signal.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const over = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)))
  try {
    return await work(async (question) => {
      if (interruption.happened) return undefined
      return Promise.race([lines.question(question).catch(() => undefined), over, interruption.requested.then(() => undefined)])
    })
  } finally {
    lines.close()
  }
}
