import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { breaking, hostRules, hostSetting, LOOKS, sleepers } from './breaking-lab'
import { remaining, markedProcesses } from './marked-processes'
import { PATIENCE_MS } from './patience'
import { Twlab, twlab } from './shell/twlab'

const folder = mkdtempSync(join(tmpdir(), 'twlab-ended-'))
afterAll(() => rmSync(folder, { recursive: true }))

const UNIQUE = `9876${process.pid}`

async function running(name: string, mark: string): Promise<Twlab> {
  writeFileSync(join(folder, `${name}.yaml`), breaking(UNIQUE))
  const run = new Twlab(['run', join(folder, `${name}.yaml`), '--allow-programs', '--json'], { env: { TWLAB_TEST: mark } })
  await vi.waitFor(() => expect(run.written).toContain('"id":"s9"'), { timeout: PATIENCE_MS, interval: 50 })
  await vi.waitFor(() => expect(sleepers(UNIQUE)).toHaveLength(1), { timeout: PATIENCE_MS, interval: 50 })
  return run
}

const ENDS: readonly (readonly [name: string, end: (run: Twlab, mark: string) => void, status: number | null])[] = [
  ['its person stops it', (run) => run.child.kill('SIGINT'), 130],
  ['the command line is killed', (run) => run.child.kill('SIGKILL'), null],
  ['its engine is killed', (_run, mark) => {
    const engine = markedProcesses(mark).findLast(({ command }) => /node\S* \S*\/bin\/engine\.cjs/.test(command) && !command.startsWith('unshare'))
    process.kill(engine?.pid ?? Number.NaN, 'SIGKILL')
  }, 2]
]

describe('an experiment with faults, settings and programs that ends in the middle', () => {
  it.each(ENDS)('because %s leaves no process, no rule and no setting, and the next run is clean', async (name, end, status) => {
    const [setting, rules] = [hostSetting(), hostRules()]
    const mark = `TWLAB_TEST=${name.replaceAll(' ', '-')}-${UNIQUE}`
    const run = await running(name.replaceAll(' ', '-'), mark.slice('TWLAB_TEST='.length))
    expect([hostSetting(), hostRules()]).toEqual([setting, rules])
    end(run, mark)
    expect((await run.end()).status).toBe(status)
    expect(await remaining(mark)).toEqual([])
    await vi.waitFor(() => expect(sleepers(UNIQUE)).toEqual([]), { timeout: PATIENCE_MS, interval: 20 })
    expect([hostSetting(), hostRules()]).toEqual([setting, rules])

    writeFileSync(join(folder, 'looks.yaml'), LOOKS)
    const next = await twlab('run', join(folder, 'looks.yaml'), '--allow-programs', '--json')
    const result = JSON.parse(next.out.trimEnd().split('\n').at(-1) ?? '{}') as { readonly checks?: readonly { readonly ok: boolean; readonly detail: string }[] }
    expect({ status: next.status, failed: result.checks?.filter(({ ok }) => !ok) }).toEqual({ status: 0, failed: [] })
  })
})
