import { execFile } from 'node:child_process'
import { ms } from '../../../shared/base/brand'
import { fail, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import { installCommand } from '../../../shared/ipc/failure'

/** What the table comes from, for people to type. */
export const SS_COMMAND = ['ss', '-tanoe'] as const
const TIMEOUT_MS = 5_000
/** Bytes; 28,000 sockets are 6 MB. */
const MOST_OUTPUT = 64 * 1024 * 1024

/** What `ss -tanoe` prints in this network namespace right now, as printed. */
export function socketsText(): Promise<Result<string>> {
  const [program, ...args] = SS_COMMAND
  return new Promise((resolve) => {
    execFile(program, args, { timeout: TIMEOUT_MS, maxBuffer: MOST_OUTPUT, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      if (error === null) resolve(ok(stdout))
      else if (error.code === 'ENOENT') resolve(fail('no-ss', { reason: { kind: 'not-installed', program }, remedy: installCommand('iproute2') }))
      else if (stderr.trim() === '' && error.killed === true) resolve(fail('no-ss', { of: SS_COMMAND.join(' '), reason: { kind: 'no-answer-ms', ms: ms(TIMEOUT_MS) } }))
      else resolve(fail('no-ss', { of: SS_COMMAND.join(' '), said: stderr.trim() || error.message }))
    })
  })
}
