import * as v from 'valibot'
import type { SessionEvent, SessionHeader } from '../../../shared/model/events'
import { sessionEventSchema } from '../../../shared/model/events'
import { chainLinkSchema } from './chain'
import type { ChainLink } from './chain'
import { connectionBeginSchema, packetFateSchema } from './journal'
import type { ConnectionBegin, PacketFate } from './journal'

/** What a journal entry of a capture means to us. */
export type JournalReading =
  /** `commented`: of a note, that it is a comment of its packet too. */
  | { readonly kind: 'event'; readonly event: SessionEvent; readonly commented: boolean }
  | { readonly kind: 'begin'; readonly begin: ConnectionBegin }
  | { readonly kind: 'fate'; readonly fate: PacketFate }
  | { readonly kind: 'link'; readonly link: ChainLink }
  /** Somebody else's entry. */
  | { readonly kind: 'foreign' }
  /** Ours by its name, and not readable. */
  | { readonly kind: 'damaged'; readonly reason: string }

/** What a reader makes of the file itself: no recorder writes it down, and a file that tells it means to be believed in place of its packets. */
const FOLLOWING: ReadonlySet<SessionEvent['type']> = new Set<SessionEvent['type']>(['packet', 'connection', 'recording'])

/** Reads an entry back. A file is hostile input: what does not fit the schema is damage, not an event. */
export function readJournal(fields: readonly (readonly [name: string, value: string | Uint8Array])[]): JournalReading {
  for (const [name, value] of fields) {
    if (name !== 'TWLAB_EVENT' && name !== 'TWLAB_BEGIN' && name !== 'TWLAB_FATE' && name !== 'TWLAB_CHAIN') continue
    const parsed = typeof value === 'string' ? json(value) : undefined
    if (name === 'TWLAB_EVENT') {
      const event = v.safeParse(sessionEventSchema, parsed)
      if (event.success && FOLLOWING.has(event.output.type)) return { kind: 'damaged', reason: `a journal entry that tells what follows from the file: ${event.output.type}` }
      return event.success ? { kind: 'event', event: event.output, commented: fields.some(([field]) => field === 'TWLAB_COMMENT') } : { kind: 'damaged', reason: 'a journal entry that is no event' }
    }
    if (name === 'TWLAB_FATE') {
      const fate = v.safeParse(packetFateSchema, parsed)
      return fate.success ? { kind: 'fate', fate: fate.output } : { kind: 'damaged', reason: 'a journal entry that tells no fate of a packet' }
    }
    if (name === 'TWLAB_CHAIN') {
      const link = v.safeParse(chainLinkSchema, parsed)
      return link.success ? { kind: 'link', link: link.output } : { kind: 'damaged', reason: 'a journal entry that is no link of a chain' }
    }
    const begin = v.safeParse(connectionBeginSchema, parsed)
    return begin.success ? { kind: 'begin', begin: begin.output } : { kind: 'damaged', reason: 'a journal entry that begins no connection' }
  }
  return { kind: 'foreign' }
}

/** The session that an entry begins, if it begins one. */
export function sessionBegunBy(fields: Parameters<typeof readJournal>[0]): SessionHeader | undefined {
  const reading = readJournal(fields)
  return reading.kind === 'event' && reading.event.type === 'session' ? reading.event : undefined
}

/** Characters of JSON that are looked at: many times what a recorder writes at once, and little enough that a million brackets in it cost no memory to speak of. */
const LONGEST_JSON = 1024 * 1024

function json(text: string): unknown {
  if (text.length > LONGEST_JSON) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
