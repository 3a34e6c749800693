import { setTimeout as delay } from 'node:timers/promises'
import { inSeconds } from '../../shared/base/brand'
import { fail, ok, type Failure, type Result } from '../../shared/base/result'
import { EngineProcess, spawnEngine, type EngineLink } from './engine-process'
import type { Installation } from './installation'
import { readNamespaceSysctls } from './machine'
import { namespaceRefusal } from './namespace-refusal'
import { currentRuntime, starterCommand, type Starter } from './starters'

export interface EngineOptions extends EngineLink {
  readonly installation: Installation
  /** What kind of session: `sandbox` also tries the `root` starter, where user namespaces are refused to root. */
  readonly mode: Exclude<Starter, 'root'>
  /** ms it may take until it answers; a machine under full load starts late. */
  readonly startMs?: number
}

const START_MS = 20_000

/** Starts an engine. Fulfilled when it has answered; otherwise nothing is left running. */
export async function startEngine(options: EngineOptions): Promise<Result<EngineProcess>> {
  const first = await attempt(options.mode, options)
  if (first.ok || options.mode !== 'sandbox' || process.getuid?.() !== 0 || !REFUSALS.has(first.error.code)) return first
  const second = await attempt('root', options)
  return second.ok ? second : first
}

const REFUSALS: ReadonlySet<Failure['code']> = new Set<Failure['code']>(['no-user-namespaces', 'user-namespaces-zero', 'apparmor-restricts', 'seccomp-forbids'])

async function attempt(starter: Starter, options: EngineOptions): Promise<Result<EngineProcess>> {
  if (starter !== 'file' && process.platform !== 'linux') return fail('no-linux', { of: process.platform })
  const { installation, startMs = START_MS } = options
  const engine = new EngineProcess(spawnEngine(starterCommand(starter, installation, currentRuntime()), options.program), options)
  const patience = new AbortController()
  const late = delay(startMs, 'late' as const, { signal: patience.signal }).catch(() => 'late' as const)
  const outcome = await Promise.race([engine.engine.ping().then(() => 'up' as const, () => engine.ended), engine.ended, late])
  patience.abort()
  if (outcome === 'up') return ok(engine)
  await engine.dispose()
  if (outcome === 'late') return fail('engine-start', { reason: { kind: 'no-answer', seconds: inSeconds(startMs / 1000) } })
  const refusal = namespaceRefusal(outcome.told.said ?? '', readNamespaceSysctls(), installation.root)
  return refusal === undefined ? fail('engine-start', outcome.told) : { ok: false, error: refusal }
}
