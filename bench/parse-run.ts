import { openCaptureFile } from '../src/main/engine/capture/file'
import { ConnectionTracker } from '../src/main/engine/inference/connection-tracker'
import { decodeSegment } from '../src/main/engine/wire/decode-segment'
import { DECODED } from '../src/main/engine/wire/decoded'
import { NS_PER_S, ns } from '../src/shared/base/brand'
import { AddressBook } from '../src/shared/model/address'
import { emptySegment } from '../src/shared/model/segment'
import type { PacketNumber } from '../src/shared/model/segment'

// Reads a whole capture and tracks both ends of every connection. Prints what it found, as JSON.
const file = await openCaptureFile(process.argv[2] ?? '')
if (!file.ok) throw new Error(JSON.stringify(file.error))
const book = new AddressBook()
const tracker = new ConnectionTracker({ book, kernel: false, hz: 0 })
const segment = emptySegment()
let packets = 0
let connections = 0
let transitions = 0
let start = -1
for await (const item of file.value.items()) {
  if (item.kind !== 'packets') continue
  const { batch } = item
  for (let i = 0; i < batch.count; i++) {
    const seconds = batch.seconds[i] ?? 0
    if (start < 0) start = seconds
    if (decodeSegment(batch.bytes, batch.offsets[i] ?? 0, batch.capturedLengths[i] ?? 0, batch.lengths[i] ?? 0, batch.linkTypes[i] ?? 0, book, segment) !== DECODED.tcp) continue
    segment.n = ++packets as PacketNumber
    segment.at = ns((seconds - start) * NS_PER_S + (batch.nanoseconds[i] ?? 0))
    if (tracker.onSegment(segment).begins) connections++
  }
  transitions += tracker.discard()
}
tracker.finish(segment.at)
transitions += tracker.discard()
process.stdout.write(`${JSON.stringify({ packets, connections, transitions })}\n`)

// An ES module by its syntax: what a bundler takes for CommonJS (package.json says so) it wraps, and every constant becomes a variable.
export {}
