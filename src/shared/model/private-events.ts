import type { Privacy } from '../ipc/capture-export'
import type { AnonymousAddresses } from './anonymous-addresses'
import type { ApiCalled, SessionEvent } from './events'

/** In place of what a program read, wrote or printed. */
export const REMOVED = '(removed)'
/** Calls whose second argument is the bytes themselves. */
const WITH_DATA: ReadonlySet<string> = new Set(['send', 'sendto', 'write', 'recv', 'recvfrom', 'read'])

/** An event as it may be handed on. Equal privacy and addresses give equal events: packets and events of one export go on telling the same story. */
export function privateEvent(event: SessionEvent, { anonymize, withoutPayload }: Privacy, addresses: AnonymousAddresses): SessionEvent {
  const bare = withoutPayload ? withoutData(event) : event
  return anonymize ? addresses.inValue(bare) : bare
}

function withoutData(event: SessionEvent): SessionEvent {
  if (event.type === 'program') return event.text === undefined ? event : { ...event, text: REMOVED }
  if (event.type !== 'api' || !WITH_DATA.has(event.call)) return event
  const { data: _data, ...rest } = event
  return { ...rest, args: event.args.map((arg, index) => removedArg(arg, index)) }
}

/** Buffers are quoted, as strace(1) writes them; descriptors, lengths and flags are not. */
const removedArg = (arg: ApiCalled['args'][number], index: number): string | number => (typeof arg === 'string' && (arg.startsWith('"') || index === 1) ? REMOVED : arg)
