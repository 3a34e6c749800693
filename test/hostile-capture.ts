import { encodeJournalEntry } from '../src/main/engine/pcapng/encode-journal'
import { encodePacket } from '../src/main/engine/pcapng/encode-packet'
import { encodeInterface, encodeNames, encodeSectionHeader } from '../src/main/engine/pcapng/encode-section'
import { eventFields, journalStart } from '../src/main/engine/recording/journal'
import { encodeLoopbackFrame } from '../src/main/engine/wire/encode-segment'
import { SYN } from '../src/shared/tcp/flags'
import { HOSTILE, hostileSession } from './hostile-session'
import { concat } from './main/engine/pcapng/captures'
import { segmentToSend } from './main/engine/wire/frames'

/** A capture in which everything that can be a text was written by somebody who means harm: session, interface, names, payload, comments, events. */
export function hostileCapture(): Uint8Array {
  const start = journalStart(1_795_341_600_000_000_000n)
  const frame = encodeLoopbackFrame(segmentToSend({ flags: SYN, payload: new TextEncoder().encode(HOSTILE) }))
  const events = hostileSession()
  return concat([
    encodeSectionHeader({ comments: [HOSTILE], userApplication: HOSTILE, os: HOSTILE }), encodeInterface({ linkType: 1, snapLength: 0, name: HOSTILE, description: HOSTILE }),
    encodeNames([{ address: Uint8Array.of(127, 0, 0, 1), names: [HOSTILE] }]),
    ...events.flatMap((event) => (event.type === 'packet'
      ? [encodePacket({ interfaceId: 0, at: { seconds: 1_795_341_600, nanoseconds: event.at }, data: frame, length: frame.length, comments: [HOSTILE] })]
      : event.type === 'connection' ? [] : [encodeJournalEntry(eventFields(event, JSON.stringify(event), start))]))
  ])
}
