import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { firstProcessOf, installationAt, startEngine } from '../../../src/main/engine-host'
import { examine } from '../../../src/main/engine-host/doctor'
import { assert } from '../../../src/shared/base/assert'

const root = join(import.meta.dirname, '../../..')
const installation = { ...installationAt(root), engine: join(root, 'test/main/engine-host/fake-engine.mjs') }
/** A machine that is busy reaps late. */
const PATIENT = { timeout: 60_000 } as const
const quiet = { progress: () => undefined, trouble: () => undefined }

const alive = (pid: number): boolean => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
const childrenOf = (pid: number): number[] => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter((text) => text !== '').map(Number)
const network = (pid: number | 'self'): string => readlinkSync(`/proc/${pid}/ns/net`)

async function startSandbox(behaviour = '') {
  vi.stubEnv('FAKE_ENGINE', behaviour)
  const started = await startEngine({ installation, mode: 'sandbox', onEvents: () => undefined, notifications: quiet })
  assert(started.ok, 'the sandbox starts')
  const first = firstProcessOf(started.value.pid)
  assert(first !== undefined, 'the sandbox has a first process')
  return { engine: started.value, first }
}

afterEach(() => void vi.unstubAllEnvs())

describe('an engine in its sandbox', () => {
  it('is the first process of its own namespaces, and its network is nobody else\'s', async () => {
    const { engine, first } = await startSandbox()
    expect((await engine.engine.ping()).pid).toBe(1)
    for (const kind of ['net', 'user', 'pid', 'mnt']) expect(readlinkSync(`/proc/${first}/ns/${kind}`)).not.toBe(readlinkSync(`/proc/self/ns/${kind}`))
    await engine.dispose()
    await vi.waitFor(() => expect(alive(first)).toBe(false), PATIENT)
  })

  it('ends when it is asked to, and is killed when it does not', async () => {
    for (const behaviour of ['', 'stubborn']) {
      const { engine, first } = await startSandbox(behaviour)
      await engine.dispose()
      await vi.waitFor(() => expect(alive(first)).toBe(false), PATIENT)
    }
  })

  it('is killed also while it is stopped', async () => {
    const { engine, first } = await startSandbox()
    process.kill(first, 'SIGSTOP')
    await engine.dispose()
    await vi.waitFor(() => expect(alive(first)).toBe(false), PATIENT)
  })
})

const startAndTell = async (): Promise<{ readonly host: ChildProcess; readonly inside: number[] }> => {
  const host = spawn(process.execPath, [join(import.meta.dirname, 'host.mjs'), installation.namespace, 'user'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(host.stdout ?? host, 'data') as [Buffer]
  const { namespace } = JSON.parse(line.toString()) as { namespace: number }
  const [first = -1] = childrenOf(namespace)
  return { host, inside: [namespace, first, ...childrenOf(first)] }
}

describe('when the host is killed', () => {
  it.each(['running', 'stopped'])('nothing of its lab is left, were its first process %s', async (state) => {
    const { host, inside } = await startAndTell()
    expect(inside.map(alive)).toEqual([true, true, true])
    expect(network(inside[1] ?? -1)).not.toBe(network('self'))
    if (state === 'stopped') process.kill(inside[1] ?? -1, 'SIGSTOP')
    host.kill('SIGKILL')
    await vi.waitFor(() => expect(inside.map(alive)).toEqual([false, false, false]), PATIENT)
  })
})

describe('the doctor on this machine', () => {
  it('finds that labs can be made here, and leaves nothing behind', async () => {
    const before = network('self')
    const findings = await examine(installationAt(root))
    const states = new Map(findings.map(({ id, state }) => [id, state]))
    for (const id of ['platform', 'node', 'namespaces', 'loopback', 'nft', 'ss'] as const) expect(states.get(id), id).toBe('ok')
    expect(network('self')).toBe(before)
  })
})
