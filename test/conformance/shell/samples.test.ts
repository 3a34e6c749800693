import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../../src/shared/model/events'
import { tell, twlab } from './twlab'

const ids = readdirSync(join(import.meta.dirname, '../../../resources/samples')).map((name) => name.replace(/\.pcapng\.gz$/, ''))

describe('the recordings that come with the program', () => {
  it('are listed, and among them is one of each of the three reasons', async () => {
    const { out, status } = await twlab('open', '--sample', '--json')
    expect(status).toBe(0)
    const listed = out.trimEnd().split('\n').map((line) => (JSON.parse(line) as { readonly id: string }).id)
    expect(listed.toSorted()).toEqual(ids.toSorted())
    expect(listed).toEqual(expect.arrayContaining(['lost-final-ack', 'ghost-segment', 'same-four-tuple']))
  })

  it.each(ids)('%s is as it was written, and every check in it held', async (id) => {
    const { out, status, err } = await tell('open', '--sample', id, '--json')
    expect({ status, err }).toEqual({ status: 0, err: '' })
    const events = out.trimEnd().split('\n').map((line) => JSON.parse(line) as SessionEvent)
    expect(events[0]).toMatchObject({ type: 'session', experiment: id })
    expect(events.find(({ type }) => type === 'recording')).toMatchObject({ chain: 'intact' })
    const result = events.at(-1)
    expect(result?.type === 'result' && result.checks.length > 0 && result.checks.every(({ ok }) => ok)).toBe(true)
  })

  it('can be graded: what a rubric is tried on first', async () => {
    const { out, status } = await tell('grade', '--sample', 'lost-final-ack', '--rubric', join(import.meta.dirname, '../../../resources/rubrics/lost-final-ack.yaml'), '--to', 'csv')
    expect(status).toBe(0)
    expect(out.split('\r\n')[1]).toMatch(/^lost-final-ack\.pcapng,[0-9a-f-]+,12,12,/)
  })

  it('a name that is not there is told with the nearest one', async () => {
    expect(await tell('open', '--sample', 'lost-final-ak')).toMatchObject({ status: 2, out: '', err: expect.stringContaining('lost-final-ack') })
    expect(await tell('open')).toMatchObject({ status: 2, err: expect.stringContaining('file is missing') })
  })
})
