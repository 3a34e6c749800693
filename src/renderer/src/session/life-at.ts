import { countWhile } from '../../../shared/base/count-while'
import type { ConnectionRow } from '../../../shared/model/connection-rows'
import type { StateSpan } from '../../../shared/model/events'
import type { TimelineEnd, TimelineTimeWait } from '../../../shared/model/timeline'
import type { End } from '../../../shared/tcp/state'

/** One end's life as it was at an instant: what came later has not happened yet. @param at ns since the session's start */
export function lifeAt({ connection, restarts }: ConnectionRow, end: End, at: number): TimelineEnd {
  const life = connection.ends[end]
  const spans: StateSpan[] = []
  for (const span of life.spans) {
    if (span.from > at) break
    spans.push(span.to !== null && span.to > at ? { ...span, to: null } : span)
  }
  return {
    spans, state: spans.at(-1)?.state, timeWait: timeWaitAt(life.timeWait, restarts.filter((restart) => restart.end === end).map((restart) => restart.at), at),
    sample: life.sample !== null && life.sample.at <= at ? life.sample : null
  }
}

/** When the kernel had last been heard to agree, by an instant: of what it said then, a window keeps the last word only. ns; undefined: it had not. */
export function heardAt({ seen }: ConnectionRow, end: End, at: number): number | undefined {
  return seen[end].findLast((instant) => instant <= at)
}

/** The TIME-WAIT that an end was in at an instant; null when it was in none. Cheap: asked of tens of thousands. */
export function waitingAt({ connection, restarts }: ConnectionRow, end: End, at: number): TimelineTimeWait | null {
  const { timeWait } = connection.ends[end]
  if (timeWait === null || timeWait.from > at || (timeWait.to !== null && timeWait.to <= at)) return null
  return timeWaitAt(timeWait, restarts.filter((restart) => restart.end === end).map((restart) => restart.at), at)
}

/** @param restarts instants at which its timer began anew, in order */
function timeWaitAt(timeWait: TimelineTimeWait | null, restarts: readonly number[], at: number): TimelineTimeWait | null {
  if (timeWait === null || timeWait.from > at) return null
  const until = restarts.filter((restart) => restart <= at)
  return {
    ...timeWait, to: timeWait.to !== null && timeWait.to <= at ? timeWait.to : null, restarts: until.length,
    // Each time the timer is set it is set to the same length: what was left then follows from what was left after the last restart.
    expectedEnd: timeWait.expectedEnd === null ? null : timeWait.expectedEnd - armed(timeWait.from, restarts) + armed(timeWait.from, until)
  }
}

const armed = (from: number, restarts: readonly number[]): number => Math.max(from, restarts.at(-1) ?? from)

/** How many of some rising numbers are below a bound. */
export function countBelow(rising: readonly number[], bound: number): number {
  return countWhile(rising.length, (index) => (rising[index] ?? 0) < bound)
}
