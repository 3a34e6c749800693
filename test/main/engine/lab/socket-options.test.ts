import { describe, expect, it } from 'vitest'
import { isDispensable, optionValue, OPTIONS } from '../../../../src/main/engine/lab/socket-options'

describe('the int of a socket option', () => {
  it('is 1 for what is wanted, and the number itself', () => {
    expect([true, 7, -1].map(optionValue)).toEqual([1, 7, -1])
  })

  it('has the lowest port of a range in its lower half, the highest above it', () => {
    const value = optionValue([32_768, 60_999])
    expect([value & 0xffff, value >>> 16]).toEqual([32_768, 60_999])
  })
})

it('without a range of ports all goes on: kernels before 6.3 do not know it; whoever asks for something else must get it', () => {
  expect(OPTIONS.filter(({ option }) => isDispensable(option)).map(({ name }) => name)).toEqual(['IP_LOCAL_PORT_RANGE'])
})
