import { describe, expect, it } from 'vitest'
import { bytesOf, hexLine } from '../../../src/renderer/src/session/hex-dump'

describe('bytes as hex and ASCII', () => {
  it('a line at a time, the last one short', () => {
    const bytes = bytesOf(btoa('GET /\r\nbye'))
    const { offset, bytes: line } = hexLine(bytes, 1, 8)
    expect([offset, line.map(({ hex }) => hex), line.map(({ text }) => text), line.map(({ at }) => at)]).toEqual([8, ['79', '65'], ['y', 'e'], [8, 9]])
    expect(hexLine(bytes, 0, 8).bytes.map(({ text }) => text).join('')).toBe('GET /..b')
  })
  it('of what is no base64 are none', () => {
    expect(bytesOf('not base64!')).toHaveLength(0)
  })
})
