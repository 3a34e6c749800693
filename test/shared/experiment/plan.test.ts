import { describe, expect, it } from 'vitest'
import { prepareExperiment } from '../../../src/shared/experiment/prepare'
import { parsed, planWith, SMALL, spoiled } from './small'

const steps = (given: Parameters<typeof planWith>[1]): readonly string[] =>
  planWith(SMALL, given).steps.map((step) => `${step.id}${'who' in step ? ` ${step.who}` : ''}`)

describe('a plan', () => {
  it('has the choice put in where a name stood', () => {
    expect(steps({ first: 'client' }).filter((step) => step.startsWith('close'))).toEqual(['close client', 'close-too server'])
  })

  it('has what follows from the choice put in, too', () => {
    expect(steps({ first: 'server' }).filter((step) => step.startsWith('close'))).toEqual(['close server', 'close-too client'])
  })

  it('calls a choice by its title in the language of a text', () => {
    expect(planWith(SMALL, { first: 'server' }).steps[4]?.title).toEqual({ en: 'the server closes', ko: '닫는 쪽: 서버' })
  })

  it('has numbers as numbers', () => {
    expect(planWith(SMALL, { size: '512' }).steps[3]).toMatchObject({ do: 'send', bytes: 512 })
  })

  it('leaves out what the parameters do not want', () => {
    expect(steps({ quick: false })).toContain('rest')
    expect(steps({ quick: true })).not.toContain('rest')
  })

  it('wants a thing when one of several values is met', () => {
    const source = spoiled('when: { quick: false }', 'when: { quick: false, size: [1, 2] }')
    expect([1, 2, 3].map((size) => planWith(source, { size }).steps.some(({ id }) => id === 'rest'))).toEqual([true, true, false])
  })

  it('fills in what a file may leave out', () => {
    expect(planWith(SMALL).steps.slice(0, 2)).toMatchObject([{ do: 'listen', backlog: 16 }, { do: 'connect', within: { fixedMs: 5000 } }])
  })
})

describe('preparing a request', () => {
  it('gives the plan for its parameters', async () => {
    expect(await prepareExperiment({ origin: 'own', source: SMALL, name: 'small.yaml', params: { first: 'server' } }, 'en')).toMatchObject({
      ok: true, value: { experiment: { id: 'small' }, plan: { id: 'small', params: { first: 'server', size: 10, quick: false } } }
    })
  })

  it('fails with every fault of the file', async () => {
    expect(await prepareExperiment({ origin: 'own', source: spoiled('1.5', 'soon').replace('id: small', 'id: S'), name: 'small.yaml', params: {} }, 'en')).toMatchObject({
      ok: false, error: { code: 'bad-experiment', said: expect.stringMatching(/^small\.yaml:1:5: id: .*\nsmall\.yaml:4:10: seconds: /) }
    })
  })

  it('fails with the parameter that is not allowed', async () => {
    expect(await prepareExperiment({ origin: 'own', source: SMALL, name: 'small.yaml', params: { size: 0 } }, 'ko')).toMatchObject({ ok: false, error: { code: 'bad-parameter' } })
  })

  const RUNS = spoiled('do: pause, for: 100ms, when: { quick: false }', 'do: run, as: whoami, command: [id], when: { quick: false }')
  const HIDDEN = spoiled('do: pause, for: 100ms, when: { quick: false }', 'do: "${act}", as: whoami, command: [id]')
    .replace('derived:', 'derived:\n  act: { of: first, is: { client: run, server: run } }')

  it.each([['plainly', RUNS], ['by a name that becomes `run`', HIDDEN]])('runs programs of somebody\'s own file only when that is allowed, asked for %s', async (_how, source) => {
    const request = { origin: 'own', source, name: 'own.yaml', params: {} } as const
    expect(await prepareExperiment(request, 'en')).toEqual({
      ok: false, error: { code: 'programs-not-allowed', said: 'own.yaml runs programs on this machine, and that was not allowed', remedy: '--allow-programs' }
    })
    expect(await prepareExperiment(request, 'ko')).toMatchObject({ ok: false, error: { code: 'programs-not-allowed' } })
    expect((await prepareExperiment({ ...request, allowPrograms: true }, 'en')).ok).toBe(true)
    expect((await prepareExperiment({ origin: 'built-in', experiment: parsed(source), params: {} }, 'en')).ok).toBe(true)
  })

  it('asks for no leave where the parameters leave the program out', async () => {
    expect((await prepareExperiment({ origin: 'own', source: RUNS, name: 'own.yaml', params: { quick: true } }, 'en')).ok).toBe(true)
  })
})
