import type { Result } from '../base/result'
import type { CaptureNamed } from './capture-named'
import type { ConnectionSummary, RecordingRead, SessionEvent, SessionHeader, SessionResult } from '../model/events'

/** One connection of a capture, to be set beside that of another. */
export interface CapturePartRequest extends CaptureNamed {
  /** The connection's id; without one: the first in the file. */
  readonly conn?: string
}

/** What a comparison needs of a capture: whose it is, what connections it has, and the life of one of them. */
export interface CapturePart {
  readonly header: SessionHeader
  /** What the chain of hashes says; absent for a foreign capture. */
  readonly recording?: RecordingRead
  /** What the recording itself says at its end; absent for a foreign capture and for one that broke off. */
  readonly result?: SessionResult
  /** The first of them, PART_LIMITS.connections at most. */
  readonly connections: readonly PartConnection[]
  /** How many there are. */
  readonly total: number
  /** The one whose events follow; null when the file has no such connection. */
  readonly conn: string | null
  /** Its events, in order. */
  readonly events: readonly SessionEvent[]
  /** Events of it that are left out: PART_LIMITS.events were reached. */
  readonly left: number
  /** ns since the session's start: up to when it was watched. */
  readonly end: number
}

export type PartConnection = Pick<ConnectionSummary, 'id' | 'client' | 'server' | 'packets'>

/** What travels to a window stays small, whatever the file holds. */
export const PART_LIMITS = { connections: 500, events: 20_000 } as const

export interface CaptureParts {
  /** Reads one file and tells a connection of it. Needs no `open`; nothing of it goes to the stream. */
  capturePart(request: CapturePartRequest): Promise<Result<CapturePart>>
}
