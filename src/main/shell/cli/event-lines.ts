import { Buffer } from 'node:buffer'
import type { SessionEvent } from '../../../shared/model/events'

/** The events of one batch: whole lines, as our own engine wrote them. */
export function eventsOf(jsonLines: Uint8Array): SessionEvent[] {
  const text = Buffer.from(jsonLines.buffer, jsonLines.byteOffset, jsonLines.byteLength).toString()
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as SessionEvent)
}
