import { describe, expect, it } from 'vitest'
import { resolveParams } from '../../../src/shared/experiment/params'
import { parsed, SMALL } from './small'

const { params } = parsed(SMALL)
const messageOf = (given: Parameters<typeof resolveParams>[1], language?: 'en' | 'ko'): string => {
  const resolved = resolveParams(params, given, language)
  return resolved.ok ? 'ok' : `${resolved.error.code}: ${resolved.error.said}`
}

describe('parameters', () => {
  it('that are not given have their defaults', () => {
    expect(resolveParams(params, {})).toEqual({ ok: true, value: { first: 'client', size: 10, quick: false } })
  })

  it('are taken in their own type', () => {
    expect(resolveParams(params, { first: 'server', size: 1000, quick: true })).toEqual({ ok: true, value: { first: 'server', size: 1000, quick: true } })
  })

  it('are taken as text, as a command line gives them', () => {
    expect(resolveParams(params, { size: '7', quick: 'true' })).toEqual({ ok: true, value: { first: 'client', size: 7, quick: true } })
  })

  it('outside what is allowed are refused, and what is allowed is named', () => {
    expect(messageOf({ first: 'both' })).toBe('bad-parameter: first=both is not allowed; allowed: client, server')
    for (const size of [0, 1001, 1.5, '1e2', '', ' 7', Number.NaN, true]) expect(messageOf({ size })).toBe(`bad-parameter: size=${size} is not allowed; allowed: 1..1000`)
    expect(messageOf({ quick: 'yes' })).toBe('bad-parameter: quick=yes is not allowed; allowed: true, false')
  })

  it('that do not exist are refused, and those that do are named', () => {
    for (const name of ['frist', 'constructor', '__proto__', 'toString']) {
      expect(messageOf(Object.fromEntries([[name, 1]]))).toBe(`bad-parameter: there is no parameter ${name}; there is: first, size, quick`)
    }
    expect(resolveParams([], { first: 'client' })).toMatchObject({ ok: false, error: { said: 'this experiment has no parameters; first was given' } })
  })

  it('are refused in Korean, too', () => {
    expect(messageOf({ first: 'both' }, 'ko')).toBe('bad-parameter: first=both: 쓸 수 없는 값입니다. 쓸 수 있는 값: client, server')
  })
})
