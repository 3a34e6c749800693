import type { Result } from '../base/result'
import type { CaptureNamed } from './capture-named'
import type { SessionEvent } from '../model/events'

/** A part of a session: of some connections, within a time. Whatever belongs to no connection (steps, interventions, counters) counts by its time alone. */
export interface Selection {
  /** Ids; absent: all. */
  readonly connections?: readonly string[]
  /** ns since the session's start, both included. */
  readonly span?: { readonly from: number; readonly to: number }
}

/** What is not to be handed on. */
export interface Privacy {
  /** Other IP addresses, the same one for the same one; no hardware addresses, no names. */
  readonly anonymize: boolean
  /** Neither payload nor what programs read, wrote and printed. */
  readonly withoutPayload: boolean
}

export interface CaptureExportRequest extends Privacy, CaptureNamed {
  /** The file that is written; it must not exist. Absolute. */
  readonly out: string
  readonly selection: Selection
  /** No journal entries between the packets. */
  readonly packetsOnly: boolean
  /** Transitions, interventions, checks and notes as comments on the packets they belong to. */
  readonly comments: boolean
  /** Named in the section's header. */
  readonly program: string
}

export interface CaptureExported {
  readonly packets: number
  readonly comments: number
  readonly bytes: number
  /** What the new file does not have, by kind; nothing that was asked to be left out. */
  readonly lost: Readonly<Partial<Record<CaptureLoss, number>>>
}

/**
 * `frames`: no TCP segment, so that no address in it could be replaced. `blocks`: of kinds that are not interpreted. `names`: of addresses. `damaged`: parts of the file
 * that could not be read. `vouchers`: links of the hash chain over what was recorded, which this is not. `foreign`: packets of another capture that was merged into the file.
 */
export const CAPTURE_LOSSES = ['frames', 'blocks', 'names', 'damaged', 'vouchers', 'foreign'] as const
export type CaptureLoss = (typeof CAPTURE_LOSSES)[number]

/** What an engine does with a capture for somebody who wants a capture back. */
export interface CaptureExports {
  /** Writes a part of a capture, annotated, as a pcapng file. Needs no `open`. A failure leaves nothing behind. */
  exportCapture(request: CaptureExportRequest): Promise<Result<CaptureExported>>
}

/** Comments that this program makes of what it knows begin with this: whoever reads them back can tell them from a person's. */
export const OWN_COMMENT = '[twlab] '

/** What a session's events name a connection by; undefined for those of the whole session. */
export function connectionOf(event: SessionEvent): string | undefined {
  switch (event.type) {
    case 'packet': case 'transition': case 'sample': case 'timer': case 'discrepancy': return event.conn
    case 'api': return event.conn ?? undefined
    case 'fault': return event.conn
    case 'connection': return event.id
    default: return undefined
  }
}

/** The frame of a session is never left out; a note or a gap that reaches into the span belongs to it. */
export function isSelected(event: SessionEvent, { connections, span }: Selection): boolean {
  if (event.type === 'session' || event.type === 'result' || event.type === 'recording') return true
  const conn = connectionOf(event)
  if (connections !== undefined && conn !== undefined && !connections.includes(conn)) return false
  if (span === undefined || event.type === 'connection') return true
  const until = event.type === 'gap' ? event.until : event.type === 'note' ? event.until ?? event.at : event.at
  return event.at <= span.to && until >= span.from
}
