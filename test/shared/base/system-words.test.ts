import { readdirSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { REASONS, systemReason } from '../../../src/shared/base/system-error'
import { systemSpoken } from '../../../src/shared/base/system-words'

const root = join(import.meta.dirname, '../../../src')
/** What is put into a sentence. */
const HOLE = /\$\{(?:[^{}]|\{[^}]*\})*\}/g
/** For programs, not for people: answers to requests that no window of ours makes. */
const FOREIGN: ReadonlySet<string> = new Set(['POST /upload?name=NAME, at most 255 characters'])
/** Whether it has some Korean when a number is put into it, or a code that the system does not have. */
const inKorean = (text: string): boolean => ['7', 'EX'].some((value) => /[가-힣]/.test(systemSpoken(text.replaceAll(HOLE, value), 'ko')))
const refused = (code: string): Error => Object.assign(new Error(code), { code })

describe('what the system says, in Korean', () => {
  it.each([
    ['/srv/a.pcapng: the disk is full; the recording ends at byte 9', '/srv/a.pcapng: 디스크가 가득 참 (the disk is full); the recording ends at byte 9'],
    ['/srv/a.pcapng: the disk is full; the recording ends at byte 12088 and is whole up to there', '/srv/a.pcapng: 디스크가 가득 참 (the disk is full). 기록은 12088바이트까지 온전함'],
    ['/srv/none: no such folder', '/srv/none: 그런 폴더가 없음 (no such folder)'], ['/srv/a: is compressed with gzip', '/srv/a: 압축 파일임(gzip)'],
    ['/srv/a: session 2 (9f) begins at byte 7 and is not told here', '/srv/a: 7바이트에서 세션 2(9f)이 시작되지만 여기에서는 보여 주지 않음'],
    ['/srv/out: is a directory', '/srv/out: 파일이 아니라 폴더임 (is a directory)'],
    ['Recordings cannot be written to /root/r: permission denied.', '기록을 쓸 수 없습니다: /root/r: 접근 권한이 없음 (permission denied).'],
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

  it('says every sentence of ours in Korean, wherever the program makes it', () => {
    const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:ts|vue)$/.test(name)).map((name) => readFileSync(join(root, name), 'utf8'))
    const said = sources.flatMap((source) => [...source.matchAll(/(?:fail\('[a-z-]+', |code: '[a-z-]+', message: )(?:'([^']+)'|`([^`]+)`)/g)].map(([, plain, made]) => plain ?? made ?? ''))
      // What says something: two words of letters, neither a name nor a command.
      .filter((text) => /[a-z]{2,} [a-z]{2,}/.test(text.replaceAll(HOLE, '')) && !FOREIGN.has(text))
    expect(said.length).toBeGreaterThan(60)
    expect(said.filter((text) => !inKorean(text))).toEqual([])
  })

  it('leaves names and other words alone', () => {
    for (const text of ['/home/kim/permission denied/is a directory.pcapng', 'my ENOENTS: 3', '/srv/EIO/x', 'block length 0 at 12']) expect(systemSpoken(text, 'ko')).toBe(text)
  })

  it('knows every reason that is told in words of our own, and no code that the system does not have', () => {
    for (const code of REASONS.keys()) {
      expect(constants.errno).toHaveProperty(code)
      expect(systemSpoken(`/srv/a: ${systemReason(refused(code))}`, 'ko')).toMatch(new RegExp(String.raw`^/srv/a: .*[가-힣].* \(${REASONS.get(code)}\)$`))
    }
  })

  it('takes time that grows with the text alone', () => {
    assert(property(string({ maxLength: 2_000 }), (text) => systemSpoken(`${text}: EIO`, 'ko').length >= text.length))
  })
})
