import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FileFrames } from '../../../../src/main/engine/capture/file-frames'
import { PacketColumns } from '../../../../src/main/engine/pcapng/packet-columns'

it('finds the bytes of every packet, whether its batch was moved as it is or others stood between', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'twlab-'))
  const path = join(folder, 'frames')
  const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7) & 0xff)
  writeFileSync(path, bytes)
  const frames = new FileFrames(path, statSync(path))
  const batch = new PacketColumns()
  const places: number[] = []
  // Batches of all sizes; every third holds a frame that is no segment. Together more than one piece of memory has room for.
  for (let number = 0, position = 0; places.length < 20_000; number++) {
    batch.count = [1_024, 700, 64, 63, 1][number % 5] ?? 0
    batch.position = position
    const isSegment = new Uint8Array(1_024).fill(1)
    if (number % 3 === 0) isSegment[batch.count >> 1] = 0
    for (let i = 0; i < batch.count; i++) {
      batch.offsets[i] = 3 * i
      batch.capturedLengths[i] = 3
      batch.lengths[i] = 70_000 + i
      batch.linkTypes[i] = 1
      if (isSegment[i] === 1) places.push(position + 3 * i)
    }
    frames.add(batch, isSegment)
    position += 3 * batch.count
  }
  for (const n of [1, 2, 513, 1_024, 1_025, 16_383, 16_384, 16_385, 16_386, 20_000]) {
    const at = places[n - 1] ?? 0
    expect(await frames.read(n)).toMatchObject({ ok: true, value: { bytes: bytes.subarray(at, at + 3), linkType: 1 } })
  }
  expect(await frames.read(places.length + 1)).toMatchObject({ ok: false, error: { code: 'no-session' } })
  rmSync(folder, { recursive: true })
})
