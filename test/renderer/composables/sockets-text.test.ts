import { describe, expect, it } from 'vitest'
import { socketLine } from '../../../src/renderer/src/composables/use-sockets-text'

const TEXT = `State     Recv-Q Send-Q Local Address:Port  Peer Address:Port Process
LISTEN    0      16     127.0.0.1:12345      0.0.0.0:*         ino:91230 sk:1003
TIME-WAIT 0      0      127.0.0.1:41234    127.0.0.1:12345     timer:(timewait,41sec,0) ino:0 sk:100c
ESTAB     0      0      [::ffff:127.0.0.1]:12345  [::ffff:127.0.0.1]:40001 sk:2
TIME-WAIT 0      0      [::1]:41300       [::1]:12345 timer:(timewait,,0) ino:0
`

describe('the line in which ss prints an end', () => {
  it('is found by its two endpoints, as it was printed', () => {
    expect(socketLine(TEXT, '127.0.0.1:41234', '127.0.0.1:12345')).toMatch(/^TIME-WAIT .* timer:\(timewait,41sec,0\) ino:0 sk:100c$/)
    expect(socketLine(TEXT, '[::1]:41300', '[::1]:12345')).toContain('timewait,,0')
  })
  it('may show an IPv4 address in its IPv6 form', () => {
    expect(socketLine(TEXT, '127.0.0.1:12345', '127.0.0.1:40001')).toContain('ESTAB')
  })
  it('is none for an end that has no socket any more', () => {
    expect(socketLine(TEXT, '127.0.0.1:12345', '127.0.0.1:41234')).toBeUndefined()
    expect(socketLine('', 'a', 'b')).toBeUndefined()
  })
})
