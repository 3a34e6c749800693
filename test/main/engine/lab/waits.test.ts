import { afterEach, describe, expect, it, vi } from 'vitest'
import * as v from 'valibot'
import { Waits } from '../../../../src/main/engine/lab/waits'
import { type StepOf, stepSchema } from '../../../../src/shared/experiment/step'
import type { TcpState } from '../../../../src/shared/tcp/state'
import { aRun, ns } from '../../../shared/experiment/a-run'

function until(state: TcpState): StepOf<'wait-until'> {
  const step = v.parse(stepSchema, { id: `until-${state.toLowerCase()}`, title: 'Wait', do: 'wait-until', within: '1s', event: 'state', end: 'client', state })
  if (step.do !== 'wait-until') throw new Error('not a wait')
  return step
}
const never = new AbortController().signal

afterEach(() => vi.useRealTimers())

describe('what a run waits for', () => {
  it('counts also when it came before its step', async () => {
    const step = until('TIME-WAIT')
    const waits = new Waits([step])
    for (const event of aRun()) waits.apply(event)
    await expect(waits.waitFor(step, 1_000, never)).resolves.toMatchObject({ type: 'transition', to: 'TIME-WAIT', at: ns(400) })
  })

  it('is waited for until it comes; of several the first', async () => {
    const [first, second] = [until('ESTABLISHED'), until('TIME-WAIT')]
    const waits = new Waits([first, second])
    const found = waits.waitFor(second, 1_000, never)
    for (const event of [...aRun(), ...aRun()]) waits.apply(event)
    await expect(found).resolves.toMatchObject({ to: 'TIME-WAIT', at: ns(400) })
    await expect(waits.waitFor(first, 1_000, never)).resolves.toMatchObject({ to: 'ESTABLISHED' })
  })

  it('has a limit, behind which it may still be found', async () => {
    vi.useFakeTimers()
    const step = until('TIME-WAIT')
    const waits = new Waits([step])
    const late = waits.waitFor(step, 50, never)
    vi.advanceTimersByTime(50)
    await expect(late).resolves.toBeUndefined()
    vi.useRealTimers()
    for (const event of aRun()) waits.apply(event)
    await expect(waits.waitFor(step, 50, never)).resolves.toMatchObject({ to: 'TIME-WAIT' })
  })

  it('ends with the run that is stopped', async () => {
    const step = until('TIME-WAIT')
    const stopping = new AbortController()
    const waiting = new Waits([step]).waitFor(step, 1_000, stopping.signal)
    stopping.abort(new Error('stopped'))
    await expect(waiting).rejects.toThrow('stopped')
  })
})
