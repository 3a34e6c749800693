import { describe, expect, it } from 'vitest'
import type { PacketBatch } from '../../../src/main/engine/capture/source'
import { Intake } from '../../../src/main/engine/intake'

/** So many packets of four bytes, numbered in their bytes from `first` on, in arrays that a source would fill again. */
function batchOf(count: number, first = 0): PacketBatch {
  const bytes = new Uint8Array(count * 4)
  const view = new DataView(bytes.buffer)
  const numbers = Array.from({ length: count }, (_, i) => i)
  for (const i of numbers) view.setUint32(i * 4, first + i)
  return {
    count, bytes, offsets: Uint32Array.from(numbers, (i) => i * 4), capturedLengths: new Uint32Array(count).fill(4), lengths: new Uint32Array(count).fill(4),
    seconds: new Float64Array(count), nanoseconds: Uint32Array.from(numbers, (i) => first + i), linkTypes: new Uint16Array(count).fill(1)
  }
}

const numbersIn = ({ count, bytes, offsets }: PacketBatch): number[] =>
  Array.from({ length: count }, (_, i) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(offsets[i] ?? 0))

describe('the intake of packets', () => {
  it('hands a small batch on as it is', () => {
    const intake = new Intake()
    const batch = batchOf(200)
    expect(intake.offer(batch, 0)).toBe(batch)
    expect(intake.backlog).toBe(0)
  })

  it('puts a crowd aside, in order, in copies that the source may overwrite', () => {
    const intake = new Intake()
    const large = batchOf(2_048)
    expect(intake.offer(large, 0)).toBeUndefined()
    expect(intake.offer(batchOf(10, 2_048), 1)).toBeUndefined()
    large.bytes.fill(0xff)
    expect(intake.backlog).toBe(2_058)
    const seen: number[] = []
    for (let slice = intake.next(); slice !== undefined; slice = intake.next()) seen.push(...numbersIn(slice))
    expect(seen).toEqual(Array.from({ length: 2_058 }, (_, i) => i))
    expect(intake.backlog).toBe(0)
  })

  it('is patient while a burst goes on, not after a lull, not for ever, and not with too much put aside', () => {
    const intake = new Intake()
    intake.offer(batchOf(2_048), 1_000)
    expect(intake.patient(1_004, 0)).toBe(true)
    expect(intake.patient(1_020, 0)).toBe(false)
    for (let ms = 1_004; ms < 3_100; ms += 4) intake.offer(batchOf(300), ms)
    expect(intake.patient(2_900, 0)).toBe(true)
    expect(intake.patient(3_100, 0)).toBe(false)
  })

  it('waits longer for the next large batch where packets are let gather for longer, and small ones do not keep it waiting', () => {
    const intake = new Intake()
    intake.offer(batchOf(2_048), 1_000)
    expect(intake.patient(1_060, 32)).toBe(true)
    expect(intake.patient(1_080, 32)).toBe(false)
    intake.offer(batchOf(10), 1_079)
    expect(intake.patient(1_080, 32)).toBe(false)
  })

  it('is full at a million packets', () => {
    const intake = new Intake()
    for (let i = 0; i < 500; i++) intake.offer(batchOf(2_048), i)
    expect(intake.full).toBe(true)
  })
})
