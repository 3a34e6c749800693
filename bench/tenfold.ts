import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

/** Enhanced Packet Block; where its stamp is, and in an Ethernet frame with IPv4 the third byte of both addresses. */
const PACKET = 6
const STAMP = 12
const ADDRESSES = [28 + 14 + 12 + 2, 28 + 14 + 16 + 2] as const
/** ns from one copy to the next: later than all of the one before. */
const APART = 600_000_000_000n

/** Writes a little-endian capture of loopback traffic ten times over into one file: each time later, and between other addresses of 127/8. */
export function tenfold(file: string, into: string): void {
  const bytes = readFileSync(file)
  const first = firstPacket(bytes)
  const fd = openSync(into, 'wx')
  try {
    writeSync(fd, bytes, 0, first)
    for (let copy = 1; copy <= 10; copy++) {
      shift(bytes, first, copy)
      for (let at = first; at < bytes.length;) at += writeSync(fd, bytes, at, bytes.length - at)
    }
  } finally {
    closeSync(fd)
  }
}

function firstPacket(bytes: Buffer): number {
  let at = 0
  while (at < bytes.length && bytes.readUInt32LE(at) !== PACKET) at += bytes.readUInt32LE(at + 4)
  return at
}

function shift(bytes: Buffer, first: number, copy: number): void {
  for (let at = first; at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
    if (bytes.readUInt32LE(at) !== PACKET) continue
    const stamp = ((BigInt(bytes.readUInt32LE(at + STAMP)) << 32n) | BigInt(bytes.readUInt32LE(at + STAMP + 4))) + (copy === 1 ? 0n : APART)
    bytes.writeUInt32LE(Number(stamp >> 32n), at + STAMP)
    bytes.writeUInt32LE(Number(stamp & 0xffff_ffffn), at + STAMP + 4)
    for (const address of ADDRESSES) bytes[at + address] = copy
  }
}
