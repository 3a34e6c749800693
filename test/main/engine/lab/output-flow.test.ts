import { array, assert, constant, integer, oneof, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OutputFlow } from '../../../../src/main/engine/lab/output-flow'
import { TERMINAL_LIMITS } from '../../../../src/shared/ipc/terminals'

function bench() {
  const told: string[] = []
  const tasks = new Set<() => void>()
  const bench = { told, paused: false, turn: () => [...tasks].forEach((task) => task()) }
  const flow = new OutputFlow({
    tell: (text) => told.push(text), pause: () => (bench.paused = true), resume: () => (bench.paused = false),
    later: (task) => {
      const once = (): void => {
        tasks.delete(once)
        task()
      }
      tasks.add(once)
      return () => tasks.delete(once)
    }
  })
  return { flow, bench }
}

describe('what a terminal\'s programs write', () => {
  it('is told together when it comes within a moment', () => {
    const { flow, bench: { told, turn } } = bench()
    flow.push('a')
    flow.push('b')
    expect(told).toEqual([])
    turn()
    flow.push('c')
    turn()
    turn()
    expect(told).toEqual(['ab', 'c'])
  })
  it('is told at once when the terminal ends', () => {
    const { flow, bench: { told, turn } } = bench()
    flow.push('last words')
    flow.flush()
    turn()
    expect(told).toEqual(['last words'])
  })
  it('waits in the program when the window takes nothing, and goes on when it does', () => {
    const { flow, bench: state } = bench()
    flow.push('y'.repeat(TERMINAL_LIMITS.high))
    expect(state.paused).toBe(true)
    state.turn()
    flow.taken(TERMINAL_LIMITS.high - TERMINAL_LIMITS.low - 1)
    expect(state.paused).toBe(true)
    flow.taken(1)
    expect(state.paused).toBe(false)
  })
  it('is complete, in order, and bounded, however it comes and is taken', () => {
    assert(property(array(oneof(integer({ min: 1, max: 8_192 }), constant('turn' as const), constant('take' as const))), (doings) => {
      const { flow, bench: state } = bench()
      let written = ''
      let taken = 0
      for (const doing of doings) {
        const toldSoFar = state.told.join('').length
        if (doing === 'turn') state.turn()
        else if (doing === 'take') {
          flow.taken(toldSoFar - taken)
          taken = toldSoFar
        } else if (!state.paused) {
          const text = String(written.length % 10).repeat(doing)
          written += text
          flow.push(text)
        }
        expect(written.length - taken).toBeLessThan(TERMINAL_LIMITS.high + 8_192)
      }
      flow.flush()
      expect(state.told.join('')).toBe(written)
    }))
  })
})
