import type { StepOf } from '../../../shared/experiment/step'
import type { SessionEvent, TransitionObserved } from '../../../shared/model/events'
import type { PacketCaptured } from '../../../shared/model/events'
import type { Endpoint } from '../../../shared/model/endpoint'
import { assertNever } from '../../../shared/base/assert'
import { passes, segmentTest } from '../../../shared/experiment/match'
import { Population } from '../../../shared/experiment/observed-population'
import { flagsFromText } from '../../../shared/tcp/flags'
import { ENDS } from '../../../shared/tcp/state'
import type { End, TcpState } from '../../../shared/tcp/state'

/** The test a `wait-until` step puts to each event of the session, in order. It remembers: one for each wait. */
export function reached(step: StepOf<'wait-until'>): (event: SessionEvent) => boolean {
  const isTheConnection = byOrdinal('connection' in step ? step.connection : step.event === 'segment' ? step.segments.connection : 1)
  switch (step.event) {
    case 'state': return (event) => isTheConnection(event) && event.type === 'transition' && event.end === step.end && event.to === step.state
    case 'timer': return (event) =>
      isTheConnection(event) && event.type === 'timer' && event.end === step.end && event.timer === step.timer && event.event === step.change
    case 'over': {
      const over = bothOver()
      return (event) => isTheConnection(event) && event.type === 'transition' && over(event)
    }
    case 'segment': {
      const sent = bySender(step.segments.from)
      const test = segmentTest(step.segments)
      const enough = countTo(step.count)
      return (event) => isTheConnection(event) && sent(event) && passes(test, flagsFromText(event.flags), event.len) && enough()
    }
    case 'met': {
      const enough = countTo(step.count)
      return (event) => event.type === 'packet' && event.fault === step.fault && enough()
    }
    case 'ended': return (event) => event.type === 'program' && event.id === step.program && event.event === 'ended'
    case 'printed': {
      let output = ''
      return (event) => {
        if (event.type !== 'program' || event.id !== step.program || event.event !== 'output') return false
        output += event.text ?? ''
        return output.includes(step.text)
      }
    }
    case 'population': {
      const population = new Population()
      const [least, most] = step.count
      return (event) => {
        if (event.type !== 'transition') return false
        population.onTransition(event)
        const count = population.present(step.end, step.state)
        return count >= least && count <= most
      }
    }
    default: return assertNever(step, 'wait')
  }
}

const countTo = (count: number): (() => boolean) => {
  let seen = 0
  return () => ++seen >= count
}

/** The client of a connection is who sent its first segment that is no answer. */
function bySender(from: End): (event: SessionEvent) => event is PacketCaptured {
  let client: Endpoint | undefined
  return (event): event is PacketCaptured => {
    if (event.type !== 'packet') return false
    client ??= event.flags === 'SYN,ACK' ? event.to : event.from
    return (event.from === client) === (from === 'client')
  }
}

/** Connections count in order of appearance. */
function byOrdinal(ordinal: number): (event: SessionEvent) => boolean {
  const seen = new Set<string>()
  let wanted: string | undefined
  return (event) => {
    if (event.type !== 'packet' && event.type !== 'transition' && event.type !== 'timer' && event.type !== 'sample') return false
    if (wanted === undefined && seen.add(event.conn).size === ordinal) wanted = event.conn
    return event.conn === wanted
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
