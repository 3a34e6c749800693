import { spawnSync } from 'node:child_process'
import * as v from 'valibot'
import { fail, ok } from '../../../../shared/base/result'
import type { Result } from '../../../../shared/base/result'
import { installCommand } from '../../../../shared/ipc/failure'
import { TOOL_ENVIRONMENT } from '../tools'

/** ms; the program needs three. */
const LIMIT_MS = 10_000
const NFT = 'nft'

/** What a person types for the same. */
export const nftCommand = (commands: string): string => `nft '${commands}'`

const countersSchema = v.object({ nftables: v.array(v.looseObject({ counter: v.optional(v.looseObject({ packets: v.pipe(v.number(), v.integer(), v.minValue(0)) })) })) })

/** Packets that a named counter has counted. @returns step-failed with nft's complaint, or when its answer is not understood */
export function readCounter(command: string): Result<number> {
  const listed = runNft(command, ['-j'])
  if (!listed.ok) return listed
  const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), countersSchema), listed.value)
  const counter = answer.success ? answer.output.nftables.find((entry) => entry.counter !== undefined)?.counter : undefined
  return counter === undefined ? fail('step-failed', { of: nftCommand(command), reason: { kind: 'no-counter' } }) : ok(counter.packets)
}

/**
 * Runs nft(8) with these commands, all or none of them. The event loop waits for it: nothing of the capture is judged while rules change.
 * @returns what it printed, or its complaint
 */
export function runNft(commands: string, args: readonly string[] = []): Result<string> {
  const { error, status, stdout, stderr } = spawnSync(NFT, [...args, commands], { timeout: LIMIT_MS, encoding: 'utf8', env: TOOL_ENVIRONMENT })
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') return fail('no-nft', { reason: { kind: 'no-loss-without-nft' }, remedy: installCommand('nftables') })
  if (error !== undefined || status !== 0) {
    const said = stderr?.trim() || error?.message
    return fail('step-failed', { of: nftCommand(commands), ...(said ? { said } : { reason: { kind: 'exit-status', status: String(status) } }) })
  }
  return ok(stdout)
}
