import { expect, it } from 'vitest'
import { LATE, LateLooks } from '../../../../src/main/engine/inference/late-looks'
import { ns } from '../../../../src/shared/base/brand'

const looked = (wanted: number | undefined, now: number) => {
  const looks = new LateLooks()
  looks.want(wanted === undefined ? undefined : ns(wanted))
  return looks.look(ns(now))
}

it('a look in time is no gap, nor one that is a little late', () => {
  expect(looked(1e9, 1e9)).toBeUndefined()
  expect(looked(1e9, 1e9 + LATE - 1)).toBeUndefined()
})

it('one that comes much later than it was wanted is told as a time without looks', () => {
  expect(looked(1e9, 1e9 + LATE)).toEqual({ type: 'gap', at: 1e9, until: 1e9 + LATE, reason: 'missed-sample', packets: 0 })
})

it('nothing is late that nobody wanted, and each only once', () => {
  expect(looked(undefined, 9e9)).toBeUndefined()
  const looks = new LateLooks()
  looks.want(ns(0))
  expect([looks.look(ns(1e9)), looks.look(ns(2e9))]).toMatchObject([{ until: 1e9 }, undefined])
})
