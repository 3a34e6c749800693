import { spawn } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { fail, ok, type Result } from '../../../../shared/base/result'
import { installCommand } from '../../../../shared/ipc/failure'
import { say, tellFailure, type Context } from '../context'
import { programStatus } from '../exit-status'
import { shellOf } from './shell'

/** `twlab shell --join ID`: a second terminal in a lab that runs. */
export async function join(context: Context, id: string): Promise<number> {
  const lab = findLab(id, context.installation.engine)
  if (!lab.ok) return tellFailure(context, lab.error)
  say(context, 'cli.shell.joined', { id: lab.value })
  await context.terminal.flushed()
  context.interruption.programHasTerminal = true
  const [command, ...args] = joinCommand(lab.value, shellOf(context.env))
  const child = spawn(command, args, { stdio: 'inherit', env: { ...context.env, TWLAB_LAB: String(lab.value) } })
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(tellFailure(context, { code: 'no-program', said: error.message, remedy: installCommand('util-linux') })))
    child.once('exit', (code, signal) => resolve(programStatus({ code, signal })))
  })
}

/** All namespaces of the lab; the current folder is kept, which entering the mount namespace would change. */
export const joinCommand = (id: number, shell: string): readonly [string, ...string[]] =>
  ['nsenter', '--target', String(id), '--user', '--net', '--pid', '--mount', '--preserve-credentials', `--wd=${process.cwd()}`, '--', shell, '-i']

/**
 * The lab of this number, if it is one: the first process of a pid namespace that runs our engine, and belongs to us. Nothing is written down
 * anywhere about labs: the process table is the register.
 */
export function findLab(id: string, engine: string): Result<number> {
  const pid = /^[1-9][0-9]{0,9}$/.test(id) ? Number(id) : undefined
  if (pid === undefined) return fail('lab-not-found', { of: id })
  try {
    const first = /^NSpid:(?:\s+\d+)+\s+1$/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    const runsEngine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(engine)
    const ours = statSync(`/proc/${pid}`).uid === process.getuid?.()
    return first && runsEngine && ours ? ok(pid) : fail('lab-not-found', { of: id })
  } catch {
    return fail('lab-not-found', { of: id })
  }
}
