import { expect, it } from 'vitest'
import { stateNumber, TCP_STATES } from '../../../src/shared/tcp/state'

it('a state has the number of its place', () => {
  expect(TCP_STATES.map(stateNumber)).toEqual([...TCP_STATES.keys()])
})
