import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { toJsonSchema } from '@valibot/to-json-schema'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { sessionEventSchema } from '../../../src/shared/model/events'

const file = fileURLToPath(new URL('../../../resources/session-event.schema.json', import.meta.url))

describe('the public JSON Schema of events', () => {
  it('is the file in resources, generated from the schemas (npx vitest run -u refreshes it)', async () => {
    const schema = { title: 'TIME_WAIT Lab session event, one line of JSON Lines', ...toJsonSchema(sessionEventSchema, { target: 'draft-07' }) }
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(file)
  })

  it('accepts an event with fields of the future and refuses a state that TCP does not have', () => {
    const validate = new Ajv({ discriminator: false, allErrors: false }).compile(JSON.parse(readFileSync(file, 'utf8')) as object)
    const transition = {
      type: 'transition', at: 12, conn: 'c1', end: 'client', local: '127.0.0.1:41234', remote: '127.0.0.1:12345', from: 'ESTABLISHED', to: 'FIN-WAIT-1',
      evidence: 'confirmed', cause: 'close()', packet: 7
    }
    expect(validate(transition)).toBe(true)
    expect(validate({ ...transition, someday: 1 })).toBe(true)
    expect(validate({ ...transition, to: 'TIME_WAIT' })).toBe(false)
    expect(validate({ ...transition, at: 1.5 })).toBe(false)
  })
})
