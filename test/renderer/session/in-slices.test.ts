import { expect, it } from 'vitest'
import { InSlices } from '../../../src/renderer/src/session/in-slices'

function* counted(to: number, done: number[]): Generator<undefined, string> {
  for (let i = 0; i < to; i++) {
    done.push(i)
    yield
  }
  return 'whole'
}

it('work in slices pauses when a frame has done its share, and is done to its end when it is needed', () => {
  const done: number[] = []
  const work = new InSlices(counted(5, done))
  let share = 2
  expect(work.advance(() => share-- === 0)).toBe(true)
  expect(done).toEqual([0, 1])
  expect(work.finish()).toBe('whole')
  expect(done).toEqual([0, 1, 2, 3, 4])
  expect([work.advance(() => false), work.finish()]).toEqual([false, 'whole'])
})
