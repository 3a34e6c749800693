import { describe, expect, it } from 'vitest'
import { eventFlags, FLAG_FONT, type Happening } from '../../../src/shared/figures/event-flags'
import { textWidth } from '../../../src/shared/figures/text-width'

const step = (at: number, text: string): Happening => ({ kind: 'step', at, text })

describe('flags above the lanes', () => {
  it('stand at their instants, those on the screen only', () => {
    expect(eventFlags([step(-5, 'before'), step(10, 'now'), step(900, 'later')], 400, (at) => at).map(({ x }) => x)).toEqual([10])
  })
  it('end their words before the next flag', () => {
    const flags = eventFlags([step(0, 'The client closes first: its FIN leaves'), step(150, 'The server closes')], 600, (at) => at)
    expect(flags[0]?.label).toMatch(/…$/)
    expect(textWidth(flags[0]?.label ?? '', FLAG_FONT)).toBeLessThanOrEqual(150)
    expect(flags[1]?.label).toBe('The server closes')
  })
  it('say nothing where there is no room for words', () => {
    expect(eventFlags([step(0, 'one step'), step(9, 'another')], 50, (at) => at).map(({ label }) => label)).toEqual(['', ''])
  })
})
