import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { ConnectionNumbers, numberIn } from '../../../../src/main/engine/telling/connection-numbers'

it('a number is found again, whether connections come in the turn of their numbers or not', () => {
  const number = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(0, 4_000, 65_000, 70_000))
  fc.assert(fc.property(fc.nat(9), fc.array(number, { maxLength: 12 }), (inTurn, others) => {
    const numbers = new ConnectionNumbers()
    const known = new Map<number, number>()
    for (const one of [...Array.from({ length: inTurn }, (_, i) => i + 1), ...others]) {
      if (!known.has(one) && numbers.set(one, known.size)) known.set(one, known.size)
      for (const asked of [one, 0, 1, 5, 13, 65_000, -1]) expect(numbers.get(asked)).toBe(known.get(asked) ?? -1)
    }
    expect(numbers.count).toBe(known.size)
  }))
})

it('a number far ahead of those that are known has no place', () => {
  expect(new ConnectionNumbers().set(10_000_000, 0)).toBe(false)
  expect([numberIn('c12'), numberIn('c'), numberIn('c1x')]).toEqual([12, -1, -1])
})

it('a stretch of connections in turn ends with the first that is not known', () => {
  const numbers = new ConnectionNumbers()
  for (let number = 1; number <= 3; number++) numbers.set(number, number - 1)
  const asked = Uint32Array.of(2, 3, 1, 4, 1, 0)
  expect([numbers.inTurnUntil(asked, 0, 6), numbers.inTurnUntil(asked, 3, 6), numbers.inTurnUntil(asked, 4, 6), numbers.inTurnUntil(asked, 0, 2)]).toEqual([3, 3, 5, 2])
  numbers.set(9, 3)
  expect(numbers.inTurnUntil(asked, 0, 6)).toBe(0)
})
