import { describe, expect, it } from 'vitest'
import { Population } from '../../../src/shared/experiment/observed-population'

describe('a population', () => {
  it('counts ends in a state: now, when a step had ended, and at most at one time', () => {
    const population = new Population()
    population.onStep({ id: 'fill' })
    for (let i = 0; i < 3; i++) population.onTransition({ end: 'client', from: 'FIN-WAIT-2', to: 'TIME-WAIT' })
    population.onStep({ id: 'empty' })
    for (let i = 0; i < 2; i++) population.onTransition({ end: 'client', from: 'TIME-WAIT', to: 'CLOSED' })
    expect(population.count('client', 'TIME-WAIT', 'fill')).toBe(3)
    expect(population.count('client', 'TIME-WAIT', 'empty')).toBe(1)
    expect(population.count(undefined, 'TIME-WAIT', undefined)).toBe(3)
    expect(population.present('server', 'TIME-WAIT')).toBe(0)
  })

  it('of both ends is at most what there was at one time, not what each had at its own', () => {
    const population = new Population()
    for (const [end, from, to] of [['client', 'FIN-WAIT-2', 'TIME-WAIT'], ['client', 'TIME-WAIT', 'CLOSED'], ['server', 'FIN-WAIT-2', 'TIME-WAIT']] as const) population.onTransition({ end, from, to })
    expect(population.count(undefined, 'TIME-WAIT', undefined)).toBe(1)
    population.onTransition({ end: 'client', from: 'FIN-WAIT-2', to: 'TIME-WAIT' })
    expect(population.count(undefined, 'TIME-WAIT', undefined)).toBe(2)
  })

  it('knows nothing of a step that was not reached', () => {
    expect(new Population().count('client', 'TIME-WAIT', 'never')).toBeUndefined()
  })
})
