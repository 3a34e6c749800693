import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { descendants, processes } from '../../src/main/engine/lab/processes'
import { Programs } from '../../src/main/engine/lab/programs'
import type { ProgramRequest } from '../../src/main/engine/lab/programs'
import { until } from './until'

const running = (): number => descendants(process.pid).filter(({ zombie }) => !zombie).length
const ENV = { PATH: '/usr/bin:/bin' }

describe('programs of the laboratory', () => {
  let folder: string
  let out: number
  let programs: Programs

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lab-programs-'))
    out = openSync(join(folder, 'out'), 'w+')
    programs = new Programs(['ignore', out, out])
  })
  afterEach(async () => {
    await programs.dispose()
    closeSync(out)
    rmSync(folder, { recursive: true })
  })

  const shell = (script: string, more: Partial<ProgramRequest> = {}): ProgramRequest => ({ command: ['sh', '-c', script], env: ENV, cwd: folder, ...more })
  const output = (): string => readFileSync(join(folder, 'out'), 'utf8')

  it('end with their own status', async () => {
    expect(await programs.run(shell('exit 42'))).toEqual({ ok: true, value: { code: 42, signal: null } })
  })

  it('end with the signal that killed them', async () => {
    expect(await programs.run(shell('kill -TERM $$'))).toEqual({ ok: true, value: { code: null, signal: 'SIGTERM' } })
  })

  it('see their three descriptors, their folder, and no environment but their own', async () => {
    await programs.run(shell('pwd; env; ls /proc/self/fd', { env: { ...ENV, ONE: '1' } }))
    const lines = output().split('\n')
    expect(lines[0]).toBe(folder)
    expect(lines.filter((line) => line.includes('=') && !/^(PWD|OLDPWD|SHLVL|_)=/.test(line)).sort()).toEqual(['ONE=1', 'PATH=/usr/bin:/bin'])
    // ls itself opens the folder it lists.
    expect(lines.filter((line) => /^\d+$/.test(line) && Number(line) < 16)).toEqual(['0', '1', '2', '3'])
  })

  it('stay in our process group, where a terminal\'s Ctrl-C reaches them', async () => {
    await programs.run(shell('ps -o pgid= -p $$; ps -o pgid= -p $PPID'))
    const [own, ours] = output().split('\n').map((line) => line.trim())
    expect(own).toBe(ours)
  })

  it('are disposed of when what is told of their ends has been told', async () => {
    const order: string[] = []
    programs.awaitLastWords(delay(20).then(() => void order.push('told')))
    await programs.dispose()
    expect([...order, 'disposed']).toEqual(['told', 'disposed'])
  })

  it.each([
    ['is not there', ['no-such-program'], { of: 'no-such-program', reason: { kind: 'not-found' } }],
    ['is not there, by its path', ['./missing'], { of: './missing', reason: { kind: 'not-found' } }],
    ['may not be executed', ['./plain'], { of: './plain', said: 'permission denied' }],
    ['has too long arguments', ['true', 'x'.repeat(4_000_000)], { of: 'true', reason: { kind: 'too-long-command' } }],
    ['has a zero byte in its name', ['a\0b'], { said: expect.stringContaining('null bytes') as string }]
  ])('a program that %s is a failure, not a crash', async (_name, command, told) => {
    writeFileSync(join(folder, 'plain'), 'just a text')
    expect(await programs.run(shell('', { command }))).toEqual({ ok: false, error: { code: 'no-program', ...told } })
  })

  it('a folder that is not there, and no program at all, are told apart from a missing program', async () => {
    expect(await programs.run(shell('true', { cwd: join(folder, 'gone') }))).toMatchObject({ ok: false, error: { code: 'no-program', of: join(folder, 'gone'), reason: { kind: 'no-directory' } } })
    expect(await programs.run(shell('', { command: [] }))).toMatchObject({ ok: false, error: { code: 'usage' } })
  })

  it('are killed together with everything they have started', async () => {
    const program = await programs.start(shell('sleep 1000 & (sleep 1000 & sleep 1000) & trap "" TERM; sleep 1000'))
    if (!program.ok) throw new Error(JSON.stringify(program.error))
    await until(() => running() >= 4)
    await program.value.end()
    await until(() => running() === 0)
  })

  it('are killed together with what they start while they are being killed', async () => {
    const program = await programs.start(shell('while :; do sleep 1000 & sleep 0.002; done'))
    if (!program.ok) throw new Error(JSON.stringify(program.error))
    await until(() => running() >= 4)
    await program.value.end()
    expect(running()).toBe(0)
  })

  it('that ended, but left others behind, leave nothing after dispose()', async () => {
    await programs.run(shell('sleep 1000 & setsid sleep 1000 & (sleep 1000 &)'))
    await until(() => running() === 3)
    await programs.dispose()
    expect(running()).toBe(0)
  })

  it('leave no zombies: orphans that end are taken note of, and our own children\'s ends are not stolen', async () => {
    const statuses = await Promise.all(Array.from({ length: 20 }, (_, i) => programs.run(shell(`(sleep 0.0${i % 10} &) ; (sleep 0.1 &); sleep 0.0${i % 7}; exit ${i}`))))
    expect(statuses).toEqual(Array.from({ length: 20 }, (_, i) => ({ ok: true, value: { code: i, signal: null } })))
    await until(() => processes().every(({ parent }) => parent !== process.pid))
  })

  it('are found with a name that tries to confuse', async () => {
    writeFileSync(join(folder, 'x) S 1 ('), '#!/bin/sh\nsleep 1000\n', { mode: 0o755 })
    const program = await programs.start(shell('', { command: ['./x) S 1 ('] }))
    if (!program.ok) throw new Error(JSON.stringify(program.error))
    await until(() => descendants(process.pid).length === 2)
    await program.value.end()
    expect(existsSync(`/proc/${program.value.process.pid}`)).toBe(false)
  })
})
