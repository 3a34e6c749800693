import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { changeNotes } from '../../../../src/main/engine/recording/notes'
import { summarise } from '../../../../src/main/engine/recording/summary'
import { HEADER, record, Recordings } from './a-recording'

const files = new Recordings()
afterAll(() => files.remove())

describe('what is in a recording, for a list', () => {
  it('is its experiment, length, notes and whether it came to its end', async () => {
    const file = files.path('whole.pcapng')
    record(file, { header: { ...HEADER, experiment: 'active-close' }, events: [{ type: 'note', at: 5_000, id: 'n1', text: 'x', packet: 2 }] })
    await changeNotes({ file, changes: [{ kind: 'write', note: { text: 'y', at: 1 } }] })
    expect(await summarise(file)).toEqual({ experiment: 'active-close', length: 7_000, packets: 6, notes: 2, checks: 0, held: 0, torn: false, chain: 'intact' })
  })

  it('says that one broke off', async () => {
    const file = files.path('torn.pcapng')
    record(file, { closed: false })
    expect(await summarise(file)).toMatchObject({ experiment: null, packets: 6, torn: true, chain: 'unfinished' })
  })

  it('of a foreign capture is its packets and comments; of anything else nothing', async () => {
    expect(await summarise(join(import.meta.dirname, '../../../fixtures/captures/commented.pcapng'))).toMatchObject({ experiment: null, torn: false, notes: expect.any(Number) as number })
    writeFileSync(files.path('text.pcapng'), 'no capture')
    expect(await summarise(files.path('text.pcapng'))).toBeUndefined()
    expect(await summarise(files.path('none.pcapng'))).toBeUndefined()
  })

  it('says that one was changed after it was written', async () => {
    const file = files.path('changed.pcapng')
    record(file)
    const bytes = readFileSync(file)
    const at = bytes.indexOf('"flags"') < 0 ? bytes.indexOf('TWLAB_EVENT=') : bytes.indexOf('"flags"')
    bytes[at + 20] = (bytes[at + 20] ?? 0) ^ 1
    writeFileSync(file, bytes)
    expect((await summarise(file))?.chain).not.toBe('intact')
  })

  it('of a file that is too large to be read whole is what its two ends tell', async () => {
    const file = files.path('large.pcapng')
    record(file, { header: { ...HEADER, experiment: 'active-close' } })
    expect(await summarise(file, 100)).toEqual({ experiment: 'active-close', length: 7_000, packets: 6, notes: 0, checks: 0, held: 0, torn: false, partial: true })
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length / 2)))
    expect(await summarise(file, 100)).toMatchObject({ experiment: 'active-close', torn: true, partial: true })
  })
})
