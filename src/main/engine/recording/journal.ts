import * as v from 'valibot'
import { assertNever } from '../../../shared/base/assert'
import type { SessionEvent } from '../../../shared/model/events'

/**
 * Session events as journal entries (pcapng.md: systemd Journal Export Blocks): a row people read in Wireshark (MESSAGE) and the whole
 * event for us (TWLAB_EVENT, JSON). Pure.
 */

export const connectionBeginSchema = v.object({
  /** ns since the session's start, of its first packet. */
  at: v.pipe(v.number(), v.integer()),
  conn: v.pipe(v.string(), v.regex(/^c[1-9][0-9]{0,14}$/)),
  client: v.string(),
  server: v.string()
})
/** A connection's first packet follows in the file: from here on its 4-tuple belongs to this incarnation. */
export type ConnectionBegin = v.InferOutput<typeof connectionBeginSchema>

/** Microseconds since 1970 of an instant of the session, as the journal format wants it. Exact. */
export const realtimeMicroseconds = (startedAtNs: bigint, at: number): string => ((startedAtNs + BigInt(Math.trunc(at))) / 1000n).toString()

export function eventFields(event: SessionEvent, startedAtNs: bigint): [string, string][] {
  return [
    ['__REALTIME_TIMESTAMP', realtimeMicroseconds(startedAtNs, event.at)], ['SYSLOG_IDENTIFIER', 'twlab'], ['PRIORITY', event.type === 'discrepancy' ? '4' : '6'],
    ['MESSAGE', messageOf(event)], ['TWLAB_EVENT', JSON.stringify(event)]
  ]
}

export function beginFields(begin: ConnectionBegin, startedAtNs: bigint): [string, string][] {
  return [
    ['__REALTIME_TIMESTAMP', realtimeMicroseconds(startedAtNs, begin.at)], ['SYSLOG_IDENTIFIER', 'twlab'], ['PRIORITY', '6'],
    ['MESSAGE', `${begin.conn} begins: ${begin.client} to ${begin.server}`], ['TWLAB_BEGIN', JSON.stringify(begin)]
  ]
}

/** One line of English for the row in Wireshark. */
function messageOf(event: SessionEvent): string {
  switch (event.type) {
    case 'session': return `session in ${event.mode}, kernel ${event.kernel}, HZ ${event.hz}${event.experiment === undefined ? '' : `, experiment ${event.experiment}`}`
    case 'packet': return `packet ${event.n}`
    case 'transition': return `${event.conn} ${event.end} ${event.from} -> ${event.to}: ${event.cause} [${event.evidence}]`
    case 'sample': return `${event.conn} ${event.end} is ${event.state} in the kernel${event.timer ? `, ${event.timer.kind} timer ${event.timer.remainingMs} ms` : ''}`
    case 'timer': return `${event.conn} ${event.end} ${event.timer} timer ${event.event}, ${event.expectedMs} ms`
    case 'api': return `${event.end ?? ''} ${event.call}(${event.args.join(', ')}) = ${event.result}${event.errno === null ? '' : ` ${event.errno}`}`.trim()
    case 'fault': return `fault: ${event.action} ${event.detail}`
    case 'counter': return `${event.name} ${event.delta < 0 ? '' : '+'}${event.delta}`
    case 'discrepancy': return `${event.conn} ${event.end}: packets say ${event.inferred}, the kernel says ${event.sampled}`
    case 'gap': return `gap: ${event.reason}, ${event.packets} packets`
    case 'damage': return `damage at byte ${event.offset}: ${event.reason}, ${event.skipped} bytes skipped`
    case 'note': return `note: ${event.text}`
    case 'step': return `step ${event.id}: ${event.title}`
    case 'connection': return `${event.id} ${event.client} to ${event.server}: ${event.packets} packets`
    case 'result': return `result: ${event.checks.filter((check) => check.ok).length} of ${event.checks.length} checks held`
    default: return assertNever(event, 'event')
  }
}
