import type { StepOf } from '../../../shared/experiment/step'
import type { SessionEvent, TransitionObserved } from '../../../shared/model/events'
import { assertNever } from '../../../shared/base/assert'
import { ENDS } from '../../../shared/tcp/state'
import type { End, TcpState } from '../../../shared/tcp/state'

/** The test a `wait-until` step puts to each event of the session, in order. It remembers: one for each wait. */
export function reached(step: StepOf<'wait-until'>): (event: SessionEvent) => boolean {
  const isTheConnection = byOrdinal(step.connection)
  switch (step.event) {
    case 'state': return (event) => isTheConnection(event) && event.type === 'transition' && event.end === step.end && event.to === step.state
    case 'timer': return (event) =>
      isTheConnection(event) && event.type === 'timer' && event.end === step.end && event.timer === step.timer && event.event === step.change
    case 'over': {
      const over = bothOver()
      return (event) => isTheConnection(event) && event.type === 'transition' && over(event)
    }
    default: return assertNever(step, 'wait')
  }
}

/** Connections count in order of appearance. */
function byOrdinal(ordinal: number): (event: SessionEvent) => boolean {
  const seen = new Set<string>()
  return (event) => {
    if (event.type !== 'packet' && event.type !== 'transition' && event.type !== 'timer' && event.type !== 'sample') return false
    if (seen.size < ordinal) seen.add(event.conn)
    return [...seen][ordinal - 1] === event.conn
  }
}

/** Both ends have come back to where they began: CLOSED, or LISTEN for a passive end whose opening was refused. */
function bothOver(): (transition: TransitionObserved) => boolean {
  const states = new Map<End, TcpState>()
  return ({ end, to }) => {
    states.set(end, to)
    return ENDS.every((end) => (states.get(end) ?? 'CLOSED') === 'CLOSED' || states.get(end) === 'LISTEN')
  }
}
