import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expandEach, MOST_ITEMS } from '../../../src/shared/experiment/each'

const expand = (steps: unknown) => expandEach({ steps })
const inside = (steps: readonly unknown[]) => expand([{ each: { a: [1, 2] }, steps: [{ each: { b: [3, 4] }, steps }] }])
const duplicate = (path: readonly (string | number)[], given: string) => [{ path, onKey: true, problem: { kind: 'duplicate', given } }]

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

  it('is bounded before anything is made: a few lines that ask for billions of entries', () => {
    const values = Array.from({ length: 64 }, (_, n) => n)
    const inner = { each: { c: values, d: values }, steps: Array.from({ length: 100 }, () => ({ id: 'x' })) }
    const { body, problems } = expand([{ each: { a: values, b: values }, steps: [inner] }])
    expect((body['steps'] as readonly unknown[]).length).toBe(MOST_ITEMS)
    expect(problems.map(({ problem }) => problem.kind)).toEqual(['too-many-items'])
  })

  it('stops at the first fault: combinations of what makes no entries would never end', () => {
    const values = Array.from({ length: 64 }, (_, n) => n)
    const names = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => [name, values]))
    expect(expand([{ each: names, steps: [{ each: {}, steps: [{ id: 'x' }] }, { each: { n: [] }, steps: [{ id: 'y' }] }] }]).problems).toHaveLength(2)
  })

  it('may stand in one other, not deeper', () => {
    expect(inside([{ id: '${a}-${b}' }]).body['steps']).toEqual(['1-3', '1-4', '2-3', '2-4'].map((id) => ({ id })))
    expect(inside([{ each: { c: [5] }, steps: [{ id: 'x' }] }]).problems).toEqual([{ path: ['steps', 0, 'steps', 0, 'steps', 0, 'each'], problem: { kind: 'too-deep' } }])
  })

  it('may not use a name that stands for something already', () => {
    expect(expandEach({ steps: [{ each: { first: [1] }, steps: [{ id: 'a' }] }] }, ['first']).problems).toEqual(duplicate(['steps', 0, 'each', 'first'], 'first'))
    expect(expand([{ each: { a: [1, 2] }, steps: [{ each: { a: [3] }, steps: [{ id: 'x' }] }] }]).problems).toEqual(duplicate(['steps', 0, 'steps', 0, 'each', 'a'], 'a'))
  })

  it('writes as many entries as there are combinations, each at the place of the entry it was made of', () => {
    const list = fc.array(fc.integer(), { minLength: 1, maxLength: 6 })
    fc.assert(fc.property(fc.nat(3), list, list, fc.integer({ min: 1, max: 4 }), (before, a, b, entries) => {
      const plain = Array.from({ length: before }, (_, i) => ({ id: `plain-${i}` }))
      const { body, problems, sourceOf } = expand([...plain, { each: { a, b }, steps: Array.from({ length: entries }, (_, i) => ({ id: i, is: ['${a}', '${b}'] })) }])
      const made = body['steps'] as readonly { readonly id: unknown; readonly is?: readonly number[] }[]
      expect(problems).toEqual([])
      expect(made).toHaveLength(before + a.length * b.length * entries)
      for (const [index, { id, is }] of made.entries()) {
        expect(sourceOf(['steps', index])).toEqual(index < before ? ['steps', index] : ['steps', before, 'steps', id])
        const round = Math.floor((index - before) / entries)
        if (is !== undefined) expect(is).toEqual([a[Math.floor(round / b.length)], b[round % b.length]])
      }
    }))
  })

  it.each([[{ each: {}, steps: [{ id: 'a' }] }], [{ each: { n: [1] }, steps: [] }], [{ each: { n: [{ value: 1 }] }, steps: [{ id: 'a' }] }], [{ each: { n: [] }, steps: [{ id: 'a' }] }], [{ each: { n: [1] } }], [{ each: [1], steps: [] }], [{ each: { n: [1] }, checks: [] }]])('tells what is wrong with %j', (entry) => {
    expect(expand([entry]).problems.length).toBeGreaterThan(0)
  })
})
