import { describe, expect, it } from 'vitest'
import enReasons from '../../../../resources/locales/en/reasons.json'
import koReasons from '../../../../resources/locales/ko/reasons.json'
import { failureText } from '../../../../src/main/shell/text/failure-text'
import { spoken } from '../../../../src/main/shell/text/spoken'
import { inBytes, ms } from '../../../../src/shared/base/brand'
import { REASONS, type Told } from '../../../../src/shared/base/reason'
import { toldText } from '../../../../src/shared/base/told-text'

const holes = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''))].sort()

describe('the reasons of failures', () => {
  it.each([['English', enReasons], ['Korean', koReasons]])('have a sentence each in %s, with exactly their values in it, and no other has one', (_language, texts) => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(REASONS).sort())
    for (const [kind, values] of Object.entries(REASONS)) expect({ kind, holes: holes(texts[kind as keyof typeof texts]) }).toEqual({ kind, holes: [...values].sort() })
  })

  it.each<readonly [told: Told, en: string, ko: string]>([
    [{ of: '/srv/a', reason: { kind: 'compressed', program: 'gzip' } }, '/srv/a: is compressed with gzip', '/srv/a: 압축 파일임(gzip)'],
    [{ of: '/srv/a', reason: { kind: 'later-session', number: 2, session: '9f', offset: inBytes(7) } },
      '/srv/a: session 2 (9f) begins at byte 7 and is not told here', '/srv/a: 7바이트에서 세션 2(9f)이 시작되지만 여기에서는 보여 주지 않음'],
    [{ of: 'lo', said: 'socket: Operation not permitted' }, 'lo: socket: Operation not permitted', 'lo: socket: 허용되지 않은 작업 (Operation not permitted)'],
    [{ of: '/srv/a.pcapng', reason: { kind: 'recording-ends', why: { said: 'the disk is full' }, read: inBytes(12088) } },
      '/srv/a.pcapng: the disk is full; the recording ends at byte 12088 and is whole up to there', '/srv/a.pcapng: 디스크가 가득 참 (the disk is full). 기록은 12088바이트까지 온전함'],
    [{ reason: { kind: 'step', step: 's0', title: { en: 'Opens', ko: '열기' }, why: { reason: { kind: 'call-failed', call: 'connect' }, said: 'ECONNREFUSED' } } },
      's0 (Opens): connect() failed: ECONNREFUSED', 's0 (열기): connect() 실패: 연결이 거부됨 (ECONNREFUSED)'],
    [{ reason: { kind: 'not-reached', limit: ms(50) } }, 'this did not happen within 50 ms', '50 ms 안에 일어나지 않았습니다'],
    [{ reason: { kind: 'not-reached', limit: ms(2_000) } }, 'this did not happen within 2.0 s', '2.0 s 안에 일어나지 않았습니다'],
    [{ reason: { kind: 'of-connection', number: 3, why: { reason: { kind: 'no-loss-without-nft' }, remedy: 'sudo apt-get install -y nftables' } } },
      'connection 3: nft is not installed: no segment can be lost on purpose (sudo apt-get install -y nftables)', '3번째 연결: nft가 설치되어 있지 않아 세그먼트를 일부러 버릴 수 없음 (sudo apt-get install -y nftables)'],
    [{ of: 'permission denied', reason: { kind: 'not-found' } }, 'permission denied: not found', 'permission denied: 찾을 수 없음'],
    [{}, '', '']
  ])('%j', (told, en, ko) => {
    expect([toldText(told, spoken('en')), toldText(told, spoken('ko'))]).toEqual([en, ko])
  })

  it('stand in brackets behind the sentence of the failure\'s code', () => {
    expect(failureText({ code: 'no-such-session', of: '/srv/a', reason: { kind: 'session-of', number: 9, count: 1 } }, spoken('en'))).toBe('The file has no such session (/srv/a: session 9 of 1)')
  })
})
