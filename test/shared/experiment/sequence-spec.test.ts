import { describe, expect, it } from 'vitest'
import { parseSequence } from '../../../src/shared/experiment/sequence-spec'

describe('a sequence number in terms of a connection', () => {
  it.each([
    ['next', { origin: 'next', plus: 0 }], ['fin+1', { origin: 'fin', plus: 1 }], ['next-5', { origin: 'next', plus: -5 }], ['first + 100', { origin: 'first', plus: 100 }],
    [7, { origin: 'start', plus: 7 }]
  ])('%s', (text, spec) => {
    expect(parseSequence(text)).toEqual(spec)
  })

  it.each(['last', 'next+', '+1', '', 'next+-1', -1, 1.5])('%s is none', (text) => {
    expect(parseSequence(text)).toBeUndefined()
  })
})
