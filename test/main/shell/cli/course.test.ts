import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { CommandLine, type Ran } from './command-line'

let line: CommandLine
let env: NodeJS.ProcessEnv
beforeEach(() => {
  line = new CommandLine()
  env = { XDG_DATA_HOME: line.path('data') }
})
afterEach(() => line.remove())
const course = (...argv: readonly string[]): Promise<Ran> => line.run(['course', ...argv], env)
const saved = (): { readonly steps: Readonly<Record<string, { readonly done: string | null; readonly recording?: string }>> } => JSON.parse(readFileSync(line.path('data/timewait-lab/course.json'), 'utf8'))
const jsonLines = ({ out }: Ran): readonly Readonly<Record<string, unknown>>[] => out.trim().split('\n').map((text) => JSON.parse(text))

describe('twlab course', () => {
  it('shows the path, claim by claim, and what comes next', async () => {
    const { status, out, err } = await course()
    expect(status).toBe(0)
    expect(out).toContain('0 of 19 experiments done')
    expect(out).toMatch(/Something is still there\n {2}· 1\. The connection is over, and yet something is still there\.\n {6}▸ active-close/)
    expect(out).not.toContain('→ True')
    expect(err).toContain('next: active-close (twlab course next)')
  })
  it('runs the next one, counts it when its checks held, and then says what is so', async () => {
    const { status, out, err } = await course('next')
    expect(status).toBe(0)
    expect(out).toContain('→ True: the end that closed first stays in TIME-WAIT')
    expect(err).toContain('next: three-or-four')
    expect(saved().steps['active-close']?.done).toMatch(/^\d{4}-/)
    expect((await course()).out).toMatch(/✓ active-close {2}done /)
  })
  it('does not count a run of which a check failed', async () => {
    vi.stubEnv('FAKE_LAB', 'check-fails')
    onTestFinished(() => void vi.unstubAllEnvs())
    const { status, out } = await course('reset')
    expect(status).toBe(1)
    expect(out).not.toContain('→ It sends RST')
    expect(saved().steps['reset']).toMatchObject({ done: null })
    expect((await course()).out).toContain('tried, not every check held')
  })
  it('remembers where a recording was written, and shows it with the claim', async () => {
    await course('reset', '--record', line.path('mine.pcapng'))
    expect(saved().steps['reset']?.recording).toBe(line.path('mine.pcapng'))
    expect((await course()).out).toContain(line.path('mine.pcapng'))
  })
  it('in Korean, and as JSON Lines', async () => {
    await course('active-close')
    expect((await course('--lang', 'ko')).out).toContain('실험 19개 가운데 1개 완료')
    const lines = jsonLines(await course('--json'))
    expect(lines[0]).toMatchObject({ type: 'claim', chapter: 'question', claim: 'still-there', n: 1, done: true, experiments: [{ id: 'active-close', runs: 1 }] })
    expect(lines.at(-1)).toEqual({ type: 'course', done: 1, all: 19, next: 'three-or-four' })
  })
  it('forgets only when that was meant', async () => {
    await course('active-close')
    expect(await course('--reset')).toMatchObject({ status: 2, err: expect.stringContaining('--yes') })
    expect(saved().steps).toHaveProperty('active-close')
    expect((await course('--reset', '--yes')).status).toBe(0)
    expect((await course()).out).toContain('0 of 19')
  })
  it('knows no other experiment than twlab run does', async () => {
    expect(await course('activ-close')).toMatchObject({ status: 2, err: expect.stringContaining('active-close') })
  })
})
