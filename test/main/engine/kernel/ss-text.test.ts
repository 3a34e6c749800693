import { constantFrom, integer, assert as property_, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDuration, parseSs, parseSsAddress } from '../../../../src/main/engine/kernel/ss-text'

const TABLE = `State     Recv-Q Send-Q      Local Address:Port        Peer Address:Port Process                               
LISTEN    0      128                     *:35237                  *:*     users:(("nc",pid=4711,fd=3),("nc",pid=4712,fd=3)) ino:136851 sk:3 cgroup:/ v6only:0 <->
ESTAB     0      0               127.0.0.1:54210          127.0.0.1:35237 timer:(keepalive,119min,0) uid:1000 ino:137465 sk:1003 cgroup:/ <->
SYN-RECV  0      0                   [::1]:35237              [::1]:50010 timer:(on,996ms,2) ino:0 sk:1002
CLOSE-WAIT 8     1               127.0.0.1:12345          127.0.0.1:40000 ino:7 sk:ffffffffffffffff cgroup:/ -->
TIME-WAIT 0      0      [::ffff:127.0.0.1]:35237 [::ffff:127.0.0.1]:54194 timer:(timewait,9.472ms,0) ino:0 sk:1  
TIME-WAIT 0      0               127.0.0.1:1              127.0.0.1:2     timer:(timewait,,0) ino:0 sk:2
\t cubic wscale:7,7 rto:204
`

describe('the text of ss', () => {
  it('is read row by row', () => {
    const { sockets, unread } = parseSs(TABLE)
    expect(unread).toEqual([])
    expect(sockets.map((socket) => socket.state)).toEqual(['LISTEN', 'ESTABLISHED', 'SYN-RECEIVED', 'CLOSE-WAIT', 'TIME-WAIT', 'TIME-WAIT'])
    expect(sockets[0]).toEqual({
      state: 'LISTEN', receiveQueue: 0, sendQueue: 128, local: { address: '*', port: 35237 }, remote: { address: '*', port: 0 }, timer: undefined,
      uid: 0, inode: 136851, cookie: 3n, users: [{ name: 'nc', pid: 4711, fd: 3 }, { name: 'nc', pid: 4712, fd: 3 }]
    })
    expect(sockets[1]).toMatchObject({ timer: { name: 'keepalive', remainingMs: 7_140_000, precisionMs: 60_000, retransmits: 0 }, uid: 1000, cookie: 0x1003n })
    expect(sockets[2]).toMatchObject({ local: { address: '::1', port: 35237 }, timer: { name: 'on', remainingMs: 996, retransmits: 2 }, inode: 0 })
    expect(sockets[3]).toMatchObject({ receiveQueue: 8, sendQueue: 1, cookie: 0xffffffffffffffffn })
    expect(sockets[4]).toMatchObject({ local: { address: '127.0.0.1', port: 35237 }, timer: { name: 'timewait', remainingMs: 9472, precisionMs: 1 } })
    expect(sockets[5]).toMatchObject({ timer: { name: 'timewait', remainingMs: 0, precisionMs: 1 } })
  })

  it('names the lines that make no sense, and goes on', () => {
    const { sockets, unread } = parseSs(`ESTAB 0 0 127.0.0.1:1 127.0.0.1:2\nESTAB 0 0 nonsense 127.0.0.1:2\nDANCING 0 0 127.0.0.1:1 127.0.0.1:2
ESTAB 0 0 127.0.0.1:1 127.0.0.1:2 timer:(on,soon,0)\n`)
    expect(sockets).toHaveLength(1)
    expect(unread).toHaveLength(3)
  })

  it.each([
    ['59sec', 59_000, 1000], ['9.472ms', 9_472, 1], ['9sec', 9_000, 1], ['976ms', 976, 1], ['072ms', 72, 1], ['', 0, 1],
    ['1min', 60_000, 1000], ['1min30sec', 90_000, 1000], ['119min', 7_140_000, 60_000], ['10min', 600_000, 60_000], ['4.988sec', 4_988, 1]
  ])('prints %j for %i ms', (text, ms, precisionMs) => {
    expect(parseDuration(text)).toEqual({ ms, precisionMs })
  })

  it.each(['soon', '-1sec', '1.5ms', 'min'])('has no duration %j', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })

  it('lets the true duration be found again within its precision', () => {
    property_(property(integer({ min: 0, max: 10_000_000 }), (ms) => {
      const { ms: read, precisionMs } = parseDuration(printMsTimer(ms)) ?? { ms: NaN, precisionMs: 0 }
      expect(ms - read).toBeGreaterThanOrEqual(0)
      expect(ms - read).toBeLessThan(precisionMs)
    }))
  })

  it.each([
    ['127.0.0.53%lo:53', '127.0.0.53', 53], ['[fe80::1]%eth0:22', 'fe80::1', 22], ['0.0.0.0:*', '0.0.0.0', 0], ['[::]:80', '::', 80], ['*:*', '*', 0]
  ])('knows the address %s', (text, address, port) => {
    expect(parseSsAddress(text)).toEqual({ address, port })
  })

  it('never fails, whatever is in it', () => {
    const words = constantFrom('ESTAB', '0', '127.0.0.1:1', '[::1]:2', 'timer:(on,1sec,0)', 'timer:(', 'sk:', 'users:((', '\n', ' ', '*:*')
    property_(property(words, words, words, words, words, words, (...parts) => {
      expect(() => parseSs(parts.join(' '))).not.toThrow()
    }))
  })
})

/** iproute2 misc/ss.c, print_ms_timer, line by line. */
function printMsTimer(timeout: number): string {
  let secs = Math.trunc(timeout / 1000)
  const minutes = Math.trunc(secs / 60)
  secs %= 60
  let msecs = timeout % 1000
  let text = ''
  if (minutes > 0) {
    msecs = 0
    text = `${minutes}min`
    if (minutes > 9) secs = 0
  }
  if (secs > 0) {
    if (secs > 9) msecs = 0
    text += `${secs}${msecs > 0 ? '.' : 'sec'}`
  }
  if (msecs > 0) text += `${String(msecs).padStart(3, '0')}ms`
  return text
}
