import { constants } from 'node:os'
import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ERROR_WORDS, systemReason } from '../../../src/shared/base/system-error'
import { systemSpoken } from '../../../src/shared/base/system-words'

const refused = (code: string): Error => Object.assign(new Error(code), { code })

describe('what the system says, in Korean', () => {
  it.each([
    ['/srv/a.pcapng: the disk is full; the recording ends at byte 9', '/srv/a.pcapng: 디스크가 가득 참 (the disk is full); the recording ends at byte 9'],
    ['/srv/none: no such folder', '/srv/none: 그런 폴더가 없음 (no such folder)'],
    ['/srv/out: is a directory', '/srv/out: 파일이 아니라 폴더임 (is a directory)'],
    ["ENOENT: no such file or directory, open '/srv/a'", "그런 파일이나 폴더가 없음 (ENOENT: no such file or directory), open '/srv/a'"],
    ['listen EADDRINUSE: address already in use 127.0.0.1:80', 'listen 이미 사용 중인 주소 (EADDRINUSE: address already in use) 127.0.0.1:80'],
    ['connect ECONNREFUSED 127.0.0.1:12345', 'connect 연결이 거부됨 (ECONNREFUSED) 127.0.0.1:12345'],
    ['sysctl -w net.ipv4.tcp_tw_reuse=7: EINVAL', 'sysctl -w net.ipv4.tcp_tw_reuse=7: 잘못된 값 (EINVAL)'],
    ["lo: You don't have permission to perform this capture on that device (socket: Operation not permitted)", "lo: 이 장치에서 캡처할 권한이 없음 (You don't have permission to perform this capture on that device) (socket: 허용되지 않은 작업 (Operation not permitted))"],
    ['libpcap.so.1: cannot open shared object file: No such file or directory', 'libpcap.so.1: 공유 라이브러리를 열 수 없음 (cannot open shared object file): 그런 파일이나 폴더가 없음 (No such file or directory)']
  ])('%s', (said, spoken) => {
    expect(systemSpoken(said, 'ko')).toBe(spoken)
    expect(systemSpoken(said, 'en')).toBe(said)
  })

  it('leaves names and other words alone', () => {
    for (const text of ['/home/kim/permission denied/is a directory.pcapng', 'my ENOENTS: 3', '/srv/EIO/x', 'block length 0 at 12']) expect(systemSpoken(text, 'ko')).toBe(text)
  })

  it('knows every reason that is told in words of our own, and no code that the system does not have', () => {
    for (const code of ERROR_WORDS.keys()) {
      expect(constants.errno).toHaveProperty(code)
      expect(systemSpoken(`/srv/a: ${systemReason(refused(code))}`, 'ko')).toMatch(new RegExp(String.raw`^/srv/a: .*[가-힣].* \(${ERROR_WORDS.get(code)}\)$`))
    }
  })

  it('takes time that grows with the text alone', () => {
    assert(property(string({ maxLength: 2_000 }), (text) => systemSpoken(`${text}: EIO`, 'ko').length >= text.length))
  })
})
