import { BLOCK } from '../../../src/main/engine/pcapng/constants'

/** Bytes of the smallest block. */
const LEAST = 12

/** Packets in a recording, as far as it is whole. A window counts them a few frames after they were told: the file is what it is held to. */
export function packetsIn(recording: Buffer): number {
  let count = 0
  for (let at = 0; at + LEAST <= recording.length;) {
    const length = recording.readUInt32LE(at + 4)
    if (length < LEAST || at + length > recording.length) break
    if (recording.readUInt32LE(at) === BLOCK.enhancedPacket) count++
    at += length
  }
  return count
}
