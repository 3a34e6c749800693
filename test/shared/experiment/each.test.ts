import { describe, expect, it } from 'vitest'
import { expandEach, MOST_ITEMS } from '../../../src/shared/experiment/each'

const expand = (steps: unknown) => expandEach({ steps })

describe('each', () => {
  it('writes its entries out for every combination, in order, with the values in their own type', () => {
    const { body } = expand([{ id: 'a' }, { each: { n: [1, 2], on: [true, false] }, steps: [{ id: 's-${n}-${on}', value: '${n}', title: { en: 'n=${n}', ko: 'n=${n}' } }] }])
    expect(body['steps']).toEqual([
      { id: 'a' }, ...[[1, true], [1, false], [2, true], [2, false]].map(([n, on]) => ({ id: `s-${n}-${on}`, value: n, title: { en: `n=${n}`, ko: `n=${n}` } }))
    ])
  })

  it('leaves other names for parameters', () => {
    expect(expand([{ each: { n: [1] }, steps: [{ who: '${first}-${n}' }] }]).body['steps']).toEqual([{ who: '${first}-1' }])
  })

  it('gives a value a name in each language', () => {
    const { body } = expand([{ each: { ts: [{ value: 0, en: 'off', ko: '끔' }] }, steps: [{ value: '${ts}', title: { en: 'timestamps ${ts}', ko: '타임스탬프 ${ts}' } }] }])
    expect(body['steps']).toEqual([{ value: 0, title: { en: 'timestamps off', ko: '타임스탬프 끔' } }])
  })

  it('knows where each entry stands in the file', () => {
    const { sourceOf } = expand([{ id: 'a' }, { each: { n: [1, 2] }, steps: [{ id: 'b-${n}' }, { id: 'c-${n}' }] }])
    expect(sourceOf(['steps', 4, 'who'])).toEqual(['steps', 1, 'steps', 1, 'who'])
  })

  it('is bounded', () => {
    const values = Array.from({ length: 64 }, (_, n) => n)
    const { body, problems } = expand([{ each: { a: values, b: values }, steps: [{ id: 'x-${a}-${b}' }] }])
    expect((body['steps'] as readonly unknown[]).length).toBe(MOST_ITEMS)
    expect(problems).toEqual([{ path: ['steps'], problem: { kind: 'too-many-items', limit: MOST_ITEMS } }])
  })

  it.each([[{ each: { n: [] }, steps: [{ id: 'a' }] }], [{ each: { n: [1] } }], [{ each: [1], steps: [] }], [{ each: { n: [1] }, checks: [] }]])('tells what is wrong with %j', (entry) => {
    expect(expand([entry]).problems.length).toBeGreaterThan(0)
  })
})
