import * as v from 'valibot'
import { assertNever } from '../../../shared/base/assert'
import { jsonText } from '../../../shared/base/json-text'
import { VERDICTS } from '../../../shared/model/events'
import type { NoteAdded, SessionEvent } from '../../../shared/model/events'
import type { ChainLink } from './chain'

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

export const packetFateSchema = v.object({
  /** ns since the session's start, of the packet. */
  at: v.pipe(v.number(), v.integer()),
  verdict: v.picklist(VERDICTS),
  fault: v.exactOptional(v.string())
})
/** The next packet in the file met a fault of the experiment: what became of it. */
export type PacketFate = v.InferOutput<typeof packetFateSchema>

/** The session's start, as journal entries count time: exact in doubles. */
export interface JournalStart {
  /** Whole us since 1970, and the ns beyond them. */
  readonly microseconds: number
  readonly nanoseconds: number
}

export const journalStart = (startedAtNs: bigint): JournalStart => ({ microseconds: Number(startedAtNs / 1000n), nanoseconds: Number(startedAtNs % 1000n) })

/** us since 1970 of an instant of the session (ns). */
export const realtime = (start: JournalStart, at: number): number => start.microseconds + Math.floor((start.nanoseconds + at) / 1000)

/** An entry as the fields it has, in order. */
export type JournalFields = readonly (readonly [name: string, value: string])[]

/** @param json the event's own text, made once for all who need it */
export function eventFields(event: SessionEvent, json: string, start: JournalStart): JournalFields {
  return [
    ['__REALTIME_TIMESTAMP', String(realtime(start, event.at))], ['SYSLOG_IDENTIFIER', 'twlab'], ['PRIORITY', event.type === 'discrepancy' ? '4' : '6'],
    ['MESSAGE', messageOf(event)], ['TWLAB_EVENT', json]
  ]
}

/** A note as it stands in a file that has been finished. @param commented its text is a comment of its packet too */
export const noteFields = (note: NoteAdded, start: JournalStart, commented: boolean): JournalFields =>
  [...eventFields(note, jsonText(note), start), ...(commented ? [['TWLAB_COMMENT', '1'] as const] : [])]

export function beginFields(begin: ConnectionBegin, start: JournalStart): JournalFields {
  return [
    ['__REALTIME_TIMESTAMP', String(realtime(start, begin.at))], ['SYSLOG_IDENTIFIER', 'twlab'], ['PRIORITY', '6'],
    ['MESSAGE', `${begin.conn} begins: ${begin.client} to ${begin.server}`], ['TWLAB_BEGIN', JSON.stringify(begin)]
  ]
}

export function fateFields(fate: PacketFate, start: JournalStart): JournalFields {
  return [
    ['__REALTIME_TIMESTAMP', String(realtime(start, fate.at))], ['SYSLOG_IDENTIFIER', 'twlab'], ['PRIORITY', '5'],
    ['MESSAGE', `the next packet: ${fate.verdict}${fate.fault === undefined ? '' : ` by ${fate.fault}`}`], ['TWLAB_FATE', JSON.stringify(fate)]
  ]
}

export function linkFields(link: ChainLink, at: number, start: JournalStart): JournalFields {
  return [
    ['__REALTIME_TIMESTAMP', String(realtime(start, at))], ['SYSLOG_IDENTIFIER', 'twlab'], ['PRIORITY', '7'],
    ['MESSAGE', `chain, link ${link.link}: ${link.items} items${link.last === true ? ', the last' : ''}`], ['TWLAB_CHAIN', JSON.stringify(link)]
  ]
}

/** The entry as lines, where every value is one line of text; undefined where one is not (a note of two lines). */
export function asLines(fields: JournalFields): string | undefined {
  let lines = ''
  for (const [name, value] of fields) {
    if (CONTROL.test(value)) return undefined
    lines += `${name}=${value}\n`
  }
  return lines
}
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/

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
    case 'gap': return `gap: ${event.reason}, ${event.by === undefined ? `${event.packets} packets` : `${event.by / 1e9} s`}`
    case 'damage': return `damage at byte ${event.offset}: ${event.reason}, ${event.skipped} bytes skipped`
    case 'note': return event.removed === true ? `note ${event.id} taken back` : `note${event.author === undefined ? '' : ` of ${event.author}`}: ${event.text}`
    case 'step': return `step ${event.id}: ${event.title}`
    case 'program': return `program ${event.id} ${event.event}${event.command === undefined ? '' : `: ${event.command.join(' ')}`}${event.text === undefined ? '' : `: ${event.text.slice(0, 200)}`}`
    case 'prediction': return `prediction ${event.id}: given ${event.given}, answer ${event.answer ?? 'unknown'}`
    case 'progress': return `${event.step}: ${event.done} of ${event.total}`
    case 'recording': return `recording of session ${event.session}: ${event.chain}`
    case 'connection': return `${event.id} ${event.client} to ${event.server}: ${event.packets} packets`
    case 'result': return `result: ${event.checks.filter((check) => check.ok).length} of ${event.checks.length} checks held`
    default: return assertNever(event, 'event')
  }
}
