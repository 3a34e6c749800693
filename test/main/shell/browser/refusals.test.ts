import { expect, it } from 'vitest'
import { Refusals } from '../../../../src/main/shell/browser/refusals'

it('what is refused is told at once, and a flood of it once a second, with how many there were', () => {
  const lines: string[] = []
  let now = 0
  const refusals = new Refusals((line) => lines.push(line), () => now)
  for (let n = 0; n < 500; n++) refusals.tell('a message')
  refusals.tell('a socket without the cookie')
  now = 1_000
  refusals.tell('a message')
  now = 3_000
  refusals.tell('a message')
  expect(lines).toEqual(['twlab: refused: a message', 'twlab: refused: a socket without the cookie', 'twlab: refused: a message (and 499 before)', 'twlab: refused: a message'])
})
