import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { encodeInterface, encodeSectionHeader } from '../src/main/engine/pcapng/encode-section'
import { PacketBlockEncoder } from '../src/main/engine/pcapng/encode-packet'
import { ACK, FIN, PSH, SYN } from '../src/shared/tcp/flags'

/** One whole connection of ten packets: handshake, a request and its answer, both closes. Flags, from the client?, seq, ack (relative), payload. */
const STORY: readonly (readonly [number, boolean, number, number, number])[] = [
  [SYN, true, 0, 0, 0], [SYN | ACK, false, 0, 1, 0], [ACK, true, 1, 1, 0], [PSH | ACK, true, 1, 1, 64], [ACK, false, 1, 65, 0], [PSH | ACK, false, 1, 65, 64],
  [ACK, true, 65, 65, 0], [FIN | ACK, true, 65, 65, 0], [FIN | ACK, false, 65, 66, 0], [ACK, true, 66, 66, 0]
]
const HEADERS = 14 + 20 + 20
const FRAME = HEADERS + 64
const BATCH = 1_000

/**
 * Writes a capture of so many connections of ten packets each, eight of them interleaved, each on a 4-tuple of its own.
 * @returns packets written
 */
export async function makeCapture(path: string, connections: number): Promise<number> {
  const out = createWriteStream(path)
  out.write(encodeSectionHeader({}))
  out.write(encodeInterface({ linkType: 1, snapLength: 256 }))
  const encoder = new PacketBlockEncoder()
  const batch = {
    count: 0, bytes: new Uint8Array(BATCH * FRAME), offsets: new Uint32Array(BATCH), capturedLengths: new Uint32Array(BATCH), lengths: new Uint32Array(BATCH),
    seconds: new Float64Array(BATCH), nanoseconds: new Uint32Array(BATCH)
  }
  const view = new DataView(batch.bytes.buffer)
  let packets = 0
  const flush = async (): Promise<void> => {
    if (batch.count > 0 && !out.write(encoder.encode(batch, 0).slice())) await once(out, 'drain')
    batch.count = 0
  }
  for (let group = 0; group < connections; group += 8) {
    for (const step of STORY) {
      for (let connection = group; connection < Math.min(connections, group + 8); connection++) {
        const offset = batch.count * FRAME
        const length = putFrame(view, offset, connection, step)
        batch.offsets[batch.count] = offset
        batch.capturedLengths[batch.count] = length
        batch.lengths[batch.count] = length
        batch.seconds[batch.count] = 1_700_000_000 + Math.floor(packets / 100_000)
        batch.nanoseconds[batch.count] = (packets % 100_000) * 10_000
        batch.count++
        packets++
        if (batch.count === BATCH) await flush()
      }
    }
  }
  await flush()
  out.end()
  await once(out, 'close')
  return packets
}

/** @returns bytes of the frame */
function putFrame(view: DataView, offset: number, connection: number, [flags, fromClient, seq, ack, payload]: (typeof STORY)[number]): number {
  const port = 1024 + (connection % 60_000)
  const client = 0x0a000001 + Math.floor(connection / 60_000)
  const server = 0x7f000001
  const [clientIss, serverIss] = [Math.imul(connection, 2_654_435_761) >>> 0, Math.imul(connection, 40_503) >>> 0]
  view.setUint16(offset + 12, 0x0800)
  const ip = offset + 14
  view.setUint8(ip, 0x45)
  view.setUint16(ip + 2, 40 + payload)
  view.setUint8(ip + 8, 64)
  view.setUint8(ip + 9, 6)
  view.setUint32(ip + 12, fromClient ? client : server)
  view.setUint32(ip + 16, fromClient ? server : client)
  const tcp = ip + 20
  view.setUint16(tcp, fromClient ? port : 80)
  view.setUint16(tcp + 2, fromClient ? 80 : port)
  view.setUint32(tcp + 4, ((fromClient ? clientIss : serverIss) + seq) >>> 0)
  view.setUint32(tcp + 8, (flags & ACK) === 0 ? 0 : ((fromClient ? serverIss : clientIss) + ack) >>> 0)
  view.setUint8(tcp + 12, 0x50)
  view.setUint8(tcp + 13, flags)
  view.setUint16(tcp + 14, 65_495)
  return HEADERS + payload
}
