import { ok } from '../src/shared/base/result'
import type { Result } from '../src/shared/base/result'
import type { EngineVitals, ExitStatus, OpenRequest } from '../src/shared/ipc/engine'
import { installationAt } from '../src/main/engine-host/installation'
import { startEngine } from '../src/main/engine-host/start-engine'
import type { EngineProcess } from '../src/main/engine-host/engine-process'

/** The built engine, as the shells start it; its events are counted in bytes and thrown away. */
export async function openEngine(request: Partial<OpenRequest>, null3: number): Promise<{ readonly engine: EngineProcess; readonly bytes: () => number }> {
  let bytes = 0
  const { mode = 'sandbox' } = request
  const engine = must(await startEngine({
    installation: installationAt(process.cwd()), mode, onEvents: (lines) => { bytes += lines.length }, onBatch: (batch) => { bytes += batch.length },
    notifications: { progress: () => undefined, trouble: (failure) => process.stderr.write(`${JSON.stringify(failure)}\n`) },
    program: { stdin: null3, stdout: null3, stderr: null3 }
  }))
  must(await engine.call((remote) => remote.open({ mode: 'sandbox', source: 'libpcap', language: 'en', ...request })))
  return { engine, bytes: () => bytes }
}

export const exec = (engine: EngineProcess, command: readonly string[], lingerSeconds: number | null = 0): Promise<Result<ExitStatus>> =>
  engine.call((remote) => remote.exec({ command, cwd: process.cwd(), env: { PATH: process.env['PATH'] ?? '' }, lingerSeconds }))

export const vitals = async (engine: EngineProcess): Promise<EngineVitals> => must(await engine.call(async (remote) => ok(await remote.ping())))

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
