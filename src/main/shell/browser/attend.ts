import { readFileSync } from 'node:fs'
import type { Language } from '../../../shared/ipc/engine'
import type { BrowserShell } from './index'
import { BROWSER_TEXT } from './text'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Why a shell ended: a signal, or the process that started it is gone. */
export type EndReason = (typeof SIGNALS)[number] | 'parent-gone'

/** ms between two looks whether our parent is still there: npm and sh end without telling their children. */
const PARENT_MS = 1_000

export interface AttendOptions {
  readonly language: Language
  /** One line for the person at the terminal. */
  readonly print: (line: string) => void
  /** Enter on it prints a new address; only a terminal in the foreground is read. */
  readonly stdin: NodeJS.ReadStream
}

/** Stays with a running shell until it is told to end, and ends it. Prints its address first, and a new one for each Enter. */
export async function attend(shell: BrowserShell, { language, print, stdin }: AttendOptions): Promise<EndReason> {
  const text = BROWSER_TEXT[language]
  const attended = stdin.isTTY && inForeground()
  const address = (): void => print(`  ${shell.newAddress()}`)
  print(text.open)
  address()
  if (attended) {
    print(text.again)
    stdin.on('data', address)
  }
  const reason = await endReason()
  if (attended) stdin.off('data', address).pause()
  await shell.close()
  print(text.ended)
  return reason
}

function endReason(): Promise<EndReason> {
  return new Promise((resolve) => {
    const parent = process.ppid
    const watch = setInterval(() => {
      if (process.ppid !== parent) end('parent-gone')
    }, PARENT_MS)
    const end = (reason: EndReason): void => {
      clearInterval(watch)
      for (const signal of SIGNALS) process.off(signal, end)
      resolve(reason)
    }
    for (const signal of SIGNALS) process.on(signal, end)
  })
}

/** A process in the background that reads its terminal is stopped (SIGTTIN): proc(5), stat, fields pgrp and tpgid. True where that cannot be told. */
function inForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return group === foreground
  } catch {
    return true
  }
}
