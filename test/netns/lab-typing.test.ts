import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ns } from '../../src/shared/base/brand'
import type { LabStepOf } from '../../src/shared/experiment/lab-step'
import type { ProgramTold } from '../../src/shared/model/events'
import { ProgramSteps } from '../../src/main/engine/lab/program-steps'
import { Programs } from '../../src/main/engine/lab/programs'
import type { StepContext } from '../../src/main/engine/lab/step-context'
import { Reactor } from '../../src/main/engine/native/reactor'
import { until } from './until'

const CONTEXT: StepContext = { sockets: new Map(), signal: new AbortController().signal, ms: () => 30_000 }
const TITLE = { en: 'a step', ko: '한 단계' }
const run = (as: string, script: string, wait = false): LabStepOf<'run'> => ({ id: as, title: TITLE, do: 'run', as, command: ['sh', '-c', script], wait, within: { text: '30s', fixedMs: 30_000, wheelsOfMs: [] } })
const type = (program: string, what: Pick<LabStepOf<'type'>, 'text' | 'key'>): LabStepOf<'type'> => ({ id: 'typed', title: TITLE, do: 'type', program, ...what })

describe('a program that something is typed to', () => {
  let reactor: Reactor
  let programs: Programs
  let steps: ProgramSteps
  let told: ProgramTold[]

  beforeEach(() => {
    reactor = new Reactor()
    programs = new Programs(['ignore', 'ignore', 'ignore'])
    told = []
    steps = new ProgramSteps({ programs, reactor, typed: new Set(['person']), now: () => ns(0), tell: (event) => told.push(event) })
  })
  afterEach(async () => {
    await programs.dispose()
    reactor.close()
  })
  const printed = (id = 'person'): string => told.filter((event) => event.id === id && event.event === 'output').map(({ text }) => text).join('')
  const ended = (id = 'person'): ProgramTold | undefined => told.find((event) => event.id === id && event.event === 'ended')

  it('has its end told before the laboratory is gone, like every other program that went on', async () => {
    await steps.run(run('person', 'exec sleep 1000'), CONTEXT)
    await steps.run(run('other', 'exec sleep 1000'), CONTEXT)
    await programs.dispose()
    expect([ended(), ended('other')]).toMatchObject([{ signal: 'SIGKILL' }, { signal: 'SIGKILL' }])
  })
  it('has a terminal, and the others have none', async () => {
    await steps.run(run('person', 'tty'), CONTEXT)
    await steps.run(run('other', 'tty; exit 0', true), CONTEXT)
    await until(() => ended() !== undefined)
    expect(printed()).toMatch(/^\/dev\/pts\/\d+\n$/)
    expect(printed('other')).toBe('not a tty\n')
  })
  it('is ended by Ctrl-C as a person ends it: the terminal makes SIGINT of the key, and writes ^C', async () => {
    await steps.run(run('person', 'echo ready; exec sleep 1000'), CONTEXT)
    await until(() => printed().includes('ready'))
    steps.type(type('person', { key: 'Ctrl-C' }))
    await until(() => ended() !== undefined)
    expect(ended()).toMatchObject({ code: null, signal: 'SIGINT' })
    expect(printed()).toContain('^C')
    expect(steps.type(type('person', { text: 'late' }))).toEqual({ ok: false, error: { reason: { kind: 'program-ended', program: 'person' } } })
  })
  it('may do without Ctrl-C: whether it is a signal is the terminal\'s setting', async () => {
    await steps.run(run('person', 'stty -isig; echo ready; head -c 1 | od -An -tx1'), CONTEXT)
    await until(() => printed().includes('ready'))
    steps.type(type('person', { key: 'Ctrl-C' }))
    steps.type(type('person', { key: 'Enter' }))
    await until(() => ended() !== undefined)
    expect(printed()).toContain(' 03\n')
  })
  it('reads lines, and an end where Ctrl-D begins one', async () => {
    await steps.run(run('person', 'echo ready; while read -r line; do echo "got <$line>"; done; echo over'), CONTEXT)
    await until(() => printed().includes('ready'))
    steps.type(type('person', { text: 'hello' }))
    steps.type(type('person', { key: 'Enter' }))
    await until(() => printed().includes('got <hello>'))
    steps.type(type('person', { key: 'Ctrl-D' }))
    await until(() => ended() !== undefined)
    expect(printed()).toBe('ready\nhello\ngot <hello>\nover\n')
    expect(told.map(({ event }) => event).filter((event) => event === 'input')).toHaveLength(3)
  })
  it('that is not there is told as the others are', async () => {
    expect(await steps.run({ ...run('person', ''), command: ['no-such-program'] }, CONTEXT)).toMatchObject({ ok: false, error: { of: 'no-such-program', reason: { kind: 'not-found' } } })
  })
})
