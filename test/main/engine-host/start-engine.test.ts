import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EngineProcess } from '../../../src/main/engine-host/engine-process'
import { installationAt } from '../../../src/main/engine-host/installation'
import { startEngine, type EngineOptions } from '../../../src/main/engine-host/start-engine'
import { assert } from '../../../src/shared/base/assert'
import type { OpenRequest } from '../../../src/shared/ipc/engine'

const root = join(import.meta.dirname, '../../..')
const installation = { ...installationAt(root), fileEngine: join(import.meta.dirname, 'fake-engine.mjs') }
const request: OpenRequest = { mode: 'file', source: 'none', language: 'ko' }
const running: EngineProcess[] = []

async function start(behaviour: string, more: Partial<EngineOptions> = {}): Promise<EngineProcess> {
  vi.stubEnv('FAKE_ENGINE', behaviour)
  const started = await startEngine({ installation, mode: 'file', onEvents: () => undefined, notifications: quiet(), ...more })
  assert(started.ok, 'the engine starts')
  running.push(started.value)
  return started.value
}

const attempt = async (behaviour: string, more: Partial<EngineOptions> = {}) => {
  vi.stubEnv('FAKE_ENGINE', behaviour)
  return startEngine({ installation, mode: 'file', onEvents: () => undefined, notifications: quiet(), ...more })
}

const quiet = () => ({ progress: vi.fn(), trouble: vi.fn() })
const alive = (pid: number): boolean => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

beforeEach(() => void (running.length = 0))
afterEach(async () => {
  await Promise.all(running.map((engine) => engine.dispose()))
  vi.unstubAllEnvs()
})

describe('a running engine', () => {
  it('answers calls, and hands events on as bytes and in order', async () => {
    const seen: string[] = []
    const engine = await start('', { onEvents: (bytes) => void seen.push(Buffer.from(bytes).toString()) })
    expect(await engine.call((e) => e.open(request))).toEqual({ ok: true, value: { type: 'session', at: 0 } })
    expect(seen.join('')).toBe([0, 1, 2].map((i) => `{"type":"step","at":${i},"id":"s${i}","title":"ko"}\n`).join(''))
  })

  it('is told that a batch is taken only when the taker has finished with it', async () => {
    const waiting: (() => void)[] = []
    const engine = await start('', { onEvents: () => new Promise((resolve) => waiting.push(resolve)) })
    await engine.call((e) => e.open(request))
    expect((await engine.engine.ping()).packets).toBe(0)
    waiting.splice(0, 2).forEach((done) => done())
    await vi.waitFor(async () => expect((await engine.engine.ping()).packets).toBe(2))
    waiting.splice(0).forEach((done) => done())
    await engine.drained()
  })

  it('passes notifications the other way', async () => {
    const notifications = quiet()
    const engine = await start('', { notifications })
    await engine.call((e) => e.read())
    expect(notifications.progress).toHaveBeenCalledWith(5, 10)
  })

  it('carries an answer of 4 MB', async () => {
    const engine = await start('')
    const frame = await engine.call((e) => e.packetFrame(4_000_000))
    expect(frame.ok && frame.value.bytes.length).toBe(4_000_000)
  })

  it('runs a program on descriptors it was given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twlab-'))
    const out = openSync(join(folder, 'out'), 'w')
    const engine = await start('', { program: { stdin: 0, stdout: out, stderr: out } })
    const ended = await engine.call((e) => e.exec({ command: ['sh', '-c', 'echo hello; exit 5'], env: {}, cwd: '/', lingerSeconds: 0 }))
    closeSync(out)
    expect(ended).toEqual({ ok: true, value: { code: 5, signal: null } })
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('hello\n')
    rmSync(folder, { recursive: true })
  })

  it('a bug in the engine is a rejection, not a failure', async () => {
    const engine = await start('bug')
    await expect(engine.call((e) => e.open(request))).rejects.toThrow('bug: no such thing')
  })
})

describe('the end of an engine', () => {
  it.each([
    ['killed', 'engine-died', { reason: { kind: 'killed', signal: 'SIGKILL' }, said: 'about to end' }],
    ['abort', 'engine-died', { reason: { kind: 'exit-status', status: '7' }, said: 'about to end' }],
    ['garbage', 'engine-died', { reason: { kind: 'no-frame' } }]
  ])('%s in the middle of a call: the call fails with %s, and what it said is kept', async (behaviour, code, told) => {
    const engine = await start(behaviour)
    const result = await engine.call((e) => e.runExperiment())
    expect(result).toEqual({ ok: false, error: { code, ...told } })
    expect((await engine.ended).told).toEqual(told)
  })

  it('comes by itself when its pipe is closed', async () => {
    const engine = await start('')
    const before = performance.now()
    expect((await engine.dispose()).reason).toBe('closed')
    expect(performance.now() - before).toBeLessThan(1_500)
    expect(alive(engine.pid)).toBe(false)
    expect(await engine.dispose()).toEqual(await engine.ended)
  })

  it('is enforced when it does not come by itself', async () => {
    const engine = await start('stubborn')
    expect((await engine.dispose()).reason).toBe('closed')
    expect(alive(engine.pid)).toBe(false)
  })

  it('calls after the end fail at once', async () => {
    const engine = await start('')
    await engine.dispose()
    expect(await engine.call((e) => e.read())).toMatchObject({ ok: false, error: { code: 'stopped' } })
  })
})

describe('an engine that does not start', () => {
  it('because the kernel refuses the namespaces: says which limit to raise', async () => {
    expect(await attempt('refused')).toMatchObject({ ok: false, error: { code: 'user-namespaces-zero', remedy: expect.stringContaining('sudo sysctl -w user.max_') } })
  })

  it('because it does not answer: gives up and leaves nothing', async () => {
    expect(await attempt('silent', { startMs: 300 })).toMatchObject({ ok: false, error: { code: 'engine-start' } })
  })

  it('because its file is missing', async () => {
    const result = await attempt('', { installation: { ...installation, fileEngine: '/nonexistent/engine.mjs' } })
    expect(result).toMatchObject({ ok: false, error: { code: 'engine-start', said: expect.stringContaining('/nonexistent/engine.mjs') } })
  })

  it('because the Node of TWLAB_NODE is missing', async () => {
    vi.stubEnv('TWLAB_NODE', '/nonexistent/node')
    expect(await attempt('')).toMatchObject({ ok: false, error: { code: 'engine-start', said: expect.stringContaining('/nonexistent/node') } })
  })
})
