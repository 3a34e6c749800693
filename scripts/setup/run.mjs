import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { words } from './words.mjs'

/** Characters of output kept for the message when a program fails. */
const KEPT = 4_000

/**
 * Runs a program without showing what it says, unless it fails.
 * @returns the end of its output
 * @throws Error with the end of its output
 */
export function runQuietly(command, args, cwd, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk) => { output = (output + chunk).slice(-KEPT) }
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    child.once('error', (error) => reject(error.code === 'ENOENT' ? new Error(words.noProgram(command)) : error))
    child.once('close', (status, signal) => {
      if (status === 0) resolve(output)
      else reject(new Error(words.failed([command, ...args].join(' '), status ?? signal, output.trimEnd())))
    })
  })
}

/** Nice value (setpriority(2)). At 19 it would stand still while others compute, and then be alone at the end, with an idle processor beside it; at 5 it still was, for 17 s. */
const PATIENT = 3

/**
 * Runs a program with our own output.
 * @param {{ env?: NodeJS.ProcessEnv, patient?: boolean }} [options] patient: it gets half of the processor time that another one gets, and what others leave
 * @returns its exit status, 128 and more for a signal
 */
export function runOpenly(command, args, cwd, { env = process.env, patient = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] })
    if (patient && child.pid !== undefined) setPriority(child.pid, PATIENT)
    child.once('error', reject)
    child.once('close', (status) => resolve(status ?? 128))
  })
}
