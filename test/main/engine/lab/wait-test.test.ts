import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { reached } from '../../../../src/main/engine/lab/wait-test'
import { stepSchema } from '../../../../src/shared/experiment/step'
import type { SessionEvent } from '../../../../src/shared/model/events'
import { aRun, ns, packet, transition } from '../../../shared/experiment/a-run'

/** The first event that ends the wait. */
function endOf(wait: Record<string, unknown>, events: readonly SessionEvent[]): SessionEvent | undefined {
  const step = v.parse(stepSchema, { id: 'w', title: 'Wait', do: 'wait-until', within: '1s', ...wait })
  if (step.do !== 'wait-until') throw new Error('not a wait')
  return events.find(reached(step))
}

describe('a wait', () => {
  it('for a state ends with the transition into it, at that end', () => {
    expect(endOf({ event: 'state', end: 'client', state: 'TIME-WAIT' }, aRun())).toMatchObject({ type: 'transition', at: ns(400) })
    expect(endOf({ event: 'state', end: 'server', state: 'TIME-WAIT' }, aRun())).toBeUndefined()
  })

  it('for a timer ends with its change', () => {
    const overdue: SessionEvent = { type: 'timer', at: ns(60_400), conn: 'c1', end: 'client', timer: 'time-wait', event: 'overdue', expectedMs: 0 }
    expect(endOf({ event: 'timer', end: 'client', timer: 'time-wait', change: 'overdue' }, [...aRun(), overdue])).toBe(overdue)
    expect(endOf({ event: 'timer', end: 'client', timer: 'time-wait', change: 'restarted' }, [...aRun(), overdue])).toBeUndefined()
  })

  it('for the end of the connection ends when the last state of either end is CLOSED', () => {
    expect(endOf({ event: 'over' }, aRun())).toMatchObject({ from: 'TIME-WAIT', to: 'CLOSED', at: ns(61_604) })
    expect(endOf({ event: 'over' }, aRun({ lasts: null }))).toBeUndefined()
  })

  it('for the end of a refused connection does not wait for a server that never was', () => {
    expect(endOf({ event: 'over' }, [transition(1, 'client', 'CLOSED', 'SYN-SENT'), transition(2, 'client', 'SYN-SENT', 'CLOSED')])).toMatchObject({ at: ns(2) })
  })

  it('means the first connection unless another is named, in order of appearance', () => {
    const second = aRun().flatMap((event): SessionEvent[] => ('conn' in event && event.conn === 'c1' ? [{ ...event, conn: 'c7' }] : []))
    const events = [packet(1, 1, 'client', 'SYN'), ...second]
    expect(endOf({ event: 'over' }, events)).toBeUndefined()
    expect(endOf({ event: 'over', connection: 2 }, events)).toMatchObject({ conn: 'c7' })
  })
})
