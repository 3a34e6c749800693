import type { Language } from '../base/language'
import type { Evidence } from '../model/events'
import type { TcpState } from '../tcp/state'

/** What decisions say beside figures. */
export interface DecisionWords {
  readonly noConnection: string
  readonly noKernel: string
  readonly noPackets: string
  readonly noCalls: string
  readonly unknownHz: string
  readonly never: (state: TcpState) => string
  readonly evidence: Readonly<Record<Evidence, string>>
  readonly stillThere: (state: TcpState, after: string) => string
  readonly between: (measured: string, least: string, most: string) => string
  readonly uncertain: (shortest: string, longest: string) => string
  readonly segments: (count: number) => string
  readonly unanswered: string
  readonly callNeverMade: (call: string) => string
  readonly calls: (call: string, outcomes: string) => string
  readonly succeeded: string
  readonly bytes: (figures: { readonly sent?: number; readonly carried?: number; readonly received?: number }) => string
  readonly agreements: (states: number) => string
  readonly discrepancies: (count: number) => string
  readonly captured: (packets: number) => string
  readonly lost: (packets: number) => string
  readonly times: (count: number) => string
  readonly owned: (owned: boolean) => string
  readonly notReached: string
  readonly neverRan: (program: string) => string
  readonly notPrinted: (text: string) => string
  /** Why what was not seen proves nothing. */
  readonly unseen: (packets: number) => string
  /** The same of a session that did not come to its end. */
  readonly brokenOff: string
  readonly cutShort: string
  /** Segments that a fault met, by the capture and by the counter of its rule. */
  readonly counts: (captured: number, counted: number) => string
  readonly countsDiffer: (faults: number) => string
}

const figures = (parts: readonly (readonly [string, number | undefined])[]): string =>
  parts.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`])).join(', ')

export const DECISION_WORDS: Readonly<Record<Language, DecisionWords>> = {
  en: {
    noConnection: 'no such connection was seen',
    noKernel: 'the kernel was not asked here',
    noPackets: 'packets were not captured here',
    noCalls: 'system calls were not recorded here',
    unknownHz: "the kernel's HZ is not known, and with it not what its timer wheel adds",
    never: (state) => `never in ${state}`,
    evidence: { inferred: 'inferred from packets', sampled: 'sampled from the kernel', confirmed: 'confirmed by packets and kernel' },
    stillThere: (state, after) => `still ${state} after ${after}, when watching ended`,
    between: (measured, least, most) => `${measured} (expected ${least} to ${most})`,
    uncertain: (shortest, longest) => `between ${shortest} and ${longest}: its end was not seen precisely`,
    segments: (count) => (count === 1 ? '1 segment' : `${count} segments`),
    unanswered: 'no such answer',
    callNeverMade: (call) => `${call}() was never called`,
    calls: (call, outcomes) => `${call}(): ${outcomes}`,
    succeeded: 'succeeded',
    bytes: ({ sent, carried, received }) => `bytes: ${figures([['sent', sent], ['in segments', carried], ['received', received]])}`,
    agreements: (states) => (states === 1 ? 'the kernel showed 1 state, the same as the packets' : `the kernel showed ${states} states, the same as the packets`),
    discrepancies: (count) => (count === 1 ? '1 disagreement' : `${count} disagreements`),
    captured: (packets) => (packets === 1 ? '1 packet, none lost' : `${packets} packets, none lost`),
    lost: (packets) => (packets === 0 ? 'a part of the session was not watched' : packets === 1 ? '1 packet lost' : `${packets} packets lost`),
    times: (count) => (count === 1 ? 'once' : `${count} times`),
    owned: (owned) => (owned ? 'a process holds it open' : 'no process: inode 0'),
    notReached: 'that step was not reached',
    neverRan: (program) => `${program} did not run`,
    notPrinted: (text) => `nothing like ${JSON.stringify(text)} was printed`,
    unseen: (packets) => (packets === 0 ? 'a part of the session was not watched: there may have been more' : `${packets === 1 ? '1 packet was' : `${packets} packets were`} lost: there may have been more`),
    brokenOff: 'the run was not watched to its end: what would have followed is not known',
    cutShort: 'not all of it was kept',
    counts: (captured, counted) => `the capture counted ${captured}, the rule ${counted}`,
    countsDiffer: (faults) => `of ${faults === 1 ? '1 fault' : `${faults} faults`} capture and rule counted differently`
  },
  ko: {
    noConnection: '그런 연결을 보지 못했습니다',
    noKernel: '여기서는 커널에 물어보지 못했습니다',
    noPackets: '여기서는 패킷을 캡처하지 못했습니다',
    noCalls: '여기서는 시스템 호출이 기록되지 않았습니다',
    unknownHz: '커널의 HZ를 알 수 없어 타이머 휠의 올림을 계산할 수 없습니다',
    never: (state) => `${state} 상태가 된 적이 없음`,
    evidence: { inferred: '패킷에서 추론함', sampled: '커널 표본에서 확인함', confirmed: '패킷과 커널 모두에서 확인함' },
    stillThere: (state, after) => `관찰이 끝났을 때 ${after}째 ${state}`,
    between: (measured, least, most) => `${measured} (예상: ${least} ~ ${most})`,
    uncertain: (shortest, longest) => `${shortest} ~ ${longest}: 끝난 시각을 정확히 보지 못했습니다`,
    segments: (count) => `세그먼트 ${count}개`,
    unanswered: '그런 응답이 없음',
    callNeverMade: (call) => `${call}() 호출이 없음`,
    calls: (call, outcomes) => `${call}(): ${outcomes}`,
    succeeded: '성공',
    bytes: ({ sent, carried, received }) => `바이트: ${figures([['보냄', sent], ['세그먼트', carried], ['받음', received]])}`,
    agreements: (states) => `커널이 보여 준 상태 ${states}개가 모두 패킷과 일치`,
    discrepancies: (count) => `불일치 ${count}건`,
    captured: (packets) => `패킷 ${packets}개, 손실 없음`,
    lost: (packets) => (packets === 0 ? '관찰하지 못한 구간이 있음' : `패킷 ${packets}개 손실`),
    times: (count) => `${count}번`,
    owned: (owned) => (owned ? '프로세스가 열어 두고 있음' : '프로세스 없음(inode 0)'),
    notReached: '그 단계까지 가지 못함',
    neverRan: (program) => `${program}이(가) 실행되지 않음`,
    notPrinted: (text) => `${JSON.stringify(text)}은(는) 출력되지 않음`,
    unseen: (packets) => (packets === 0 ? '관찰하지 못한 구간이 있어 더 있었을 수 있음' : `패킷 ${packets}개를 놓쳐 더 있었을 수 있음`),
    brokenOff: '끝까지 관찰하지 못해 그 뒤의 일은 알 수 없음',
    cutShort: '전부 기록되지는 않음',
    counts: (captured, counted) => `캡처로는 ${captured}개, 규칙의 카운터로는 ${counted}개`,
    countsDiffer: (faults) => `결함 ${faults}개에서 캡처와 규칙의 카운터가 어긋남`
  }
}
