import { describe, expect, it } from 'vitest'
import { bytesText, sockaddrLength, sockaddrText } from '../../../../src/main/engine/lab/call-args'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

describe('arguments as strace writes them', () => {
  it('have addresses of both families', () => {
    expect(sockaddrText('AF_INET', { address: '127.0.0.1', port: 12345 })).toBe('{sa_family=AF_INET, sin_port=htons(12345), sin_addr=inet_addr("127.0.0.1")}')
    expect(sockaddrText('AF_INET6', { address: '::1', port: 7 })).toContain('inet_pton(AF_INET6, "::1", &sin6_addr)')
    expect(sockaddrText('AF_INET6', { address: '10.0.0.1', port: 7 })).toContain('"::ffff:10.0.0.1"')
    expect([sockaddrLength('AF_INET'), sockaddrLength('AF_INET6')]).toEqual([16, 28])
  })

  it('have text as text, and other bytes escaped', () => {
    expect(bytesText(new TextEncoder().encode('say "hi"\\\n\t\r\v\f'))).toBe('"say \\"hi\\"\\\\\\n\\t\\r\\v\\f"')
    expect(bytesText(bytes(0, 1, 0x7f, 0xff))).toBe('"\\0\\1\\177\\377"')
    expect(bytesText(bytes())).toBe('""')
  })

  it('have three octal digits where a digit follows', () => {
    expect(bytesText(bytes(1, 0x31, 1, 0x61))).toBe('"\\0011\\1a"')
  })

  it('have the first 32 bytes of long ones', () => {
    expect(bytesText(new Uint8Array(32).fill(0x61))).toBe(`"${'a'.repeat(32)}"`)
    expect(bytesText(new Uint8Array(33).fill(0x61))).toBe(`"${'a'.repeat(32)}"...`)
  })
})
