import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { PipeWriter } from '../../../src/main/engine/pipe-writer'

const broken = (): never => { throw new Error('nobody reads') }

it('writes everything in its order, and says of each piece when it is out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'twlab-'))
  const file = join(folder, 'out')
  const fd = openSync(file, 'w')
  const writer = new PipeWriter(fd, broken)
  const out: number[] = []
  const pieces = Array.from({ length: 600 }, (_, i) => Buffer.from(`${i} `))
  pieces.forEach((piece, i) => writer.write(piece, () => out.push(i)))
  await writer.flushed()
  expect(readFileSync(file)).toEqual(Buffer.concat(pieces))
  expect(out).toEqual(pieces.map((_, i) => i))
  closeSync(fd)
  rmSync(folder, { recursive: true })
})

it('goes on where the system has stopped within the pieces', async () => {
  const piece = fc.uint8Array({ maxLength: 9 })
  await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 1, max: 20 }), async (pieces, atOnce) => {
    const written: number[] = []
    const writer = new PipeWriter(0, broken, (_fd, given, then) => {
      const taken = given.flatMap((bytes) => [...bytes]).slice(0, atOnce)
      written.push(...taken)
      setImmediate(() => then(null, taken.length))
    })
    for (const bytes of pieces) writer.write(bytes)
    await writer.flushed()
    expect(written).toEqual(pieces.flatMap((bytes) => [...bytes]))
  }), { numRuns: 30 })
})

it('says once that nobody reads, and writes no more', () => {
  let ended = 0
  let asked = 0
  const writer = new PipeWriter(0, () => ended++, (_fd, _pieces, then) => {
    asked++
    then(new Error('EPIPE'), 0)
  })
  for (let i = 0; i < 3; i++) writer.write(new Uint8Array(1))
  expect([ended, asked]).toEqual([1, 1])
})
