import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { spawn } from '@lydell/node-pty'
import { afterAll, describe, expect, it } from 'vitest'
import { TWLAB, twlab } from '../twlab'

const data = mkdtempSync(join(tmpdir(), 'twlab-course-'))
afterAll(() => rmSync(data, { recursive: true, force: true }))
const env = { ...process.env, XDG_DATA_HOME: data, LANG: 'C.UTF-8' }
const progress = (): Record<string, { done: string | null; predictions: readonly { id: string; right: boolean | null }[] }> =>
  (JSON.parse(readFileSync(join(data, 'timewait-lab/course.json'), 'utf8')) as { steps: ReturnType<typeof progress> }).steps

/** The command line in a terminal, where somebody types each answer when it is asked for. */
function typed(args: readonly string[], answers: readonly (readonly [asked: string, answer: string])[]): Promise<{ readonly status: number; readonly screen: string }> {
  const terminal = spawn(process.execPath, [TWLAB, 'course', ...args], { cols: 200, rows: 60, env })
  const open = [...answers]
  let screen = ''
  let read = 0
  return new Promise((resolve) => {
    terminal.onData((text) => {
      screen += stripVTControlCharacters(text)
      const [asked, answer] = open[0] ?? []
      const at = asked === undefined ? -1 : screen.indexOf(asked, read)
      if (asked === undefined || answer === undefined || at < 0) return
      read = at + asked.length
      open.shift()
      terminal.write(answer)
    })
    terminal.onExit(({ exitCode }) => resolve({ status: exitCode, screen }))
  })
}

describe('twlab course in a terminal', () => {
  it('asks what one expects, runs, compares, and keeps what came of it', async () => {
    const { status, screen } = await typed(['assassination'], [['your choice:', '2\r'], ['order (2 1 3):', 'two\r'], ['order (2 1 3):', '2 3 1\r']])
    expect({ status, screen }).toMatchObject({ status: 0, screen: expect.stringContaining('predicted stays: it was gone') })
    expect(screen).toContain('This is no answer to that question.')
    expect(screen).toContain('predicted fin,fin-server,rst: right')
    expect(progress()['assassination']).toMatchObject({ predictions: [{ id: 'killer', right: false }, { id: 'who', right: true }] })
  })

  it('Ctrl-C at a question ends it: nothing runs, nothing is counted', async () => {
    expect(await typed(['reset'], [['how many:', '\x03']])).toMatchObject({ status: 130, screen: expect.not.stringContaining('listens') })
    expect(progress()).not.toHaveProperty('reset')
  })

  it('forgets only when the answer is yes', async () => {
    expect(await typed(['--reset'], [['[y/N]', 'n\r']])).toMatchObject({ status: 0 })
    expect(progress()).toHaveProperty('assassination')
    expect(await typed(['--reset'], [['[y/N]', 'y\r']])).toMatchObject({ status: 0, screen: expect.stringContaining('forgotten') })
    expect(existsSync(join(data, 'timewait-lab/course.json'))).toBe(false)
  })
})

it('twlab course asks nothing where nobody can answer', async () => {
  const { status, events, stderr } = await twlab(['course', 'reset', '--json'], { env })
  expect({ status, stderr: stderr.includes('what do you expect') }).toEqual({ status: 0, stderr: false })
  expect(events.some(({ type }) => type === 'prediction')).toBe(false)
})
