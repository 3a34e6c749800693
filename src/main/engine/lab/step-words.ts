import { assertNever } from '../../../shared/base/assert'
import type { Language } from '../../../shared/ipc/engine'
import type { CallFailure } from './api-call'

/** Why a step did not do what the experiment wanted of it. */
export interface StepWords {
  readonly stopped: string
  notReached(limitMs: number): string
  failure(failure: CallFailure): string
  /** @param connection its number, in order of appearance */
  notSeen(connection: number): string
  /** A fault is to meet segments of a connection that is not there yet, and nobody listens for it. */
  readonly nobodyToMeet: string
  readonly nothingToCopy: string
  readonly noNumberYet: string
  hasEnded(program: string): string
  stillRunning(limitMs: number): string
  notListening(socket: string): string
  tooFew(done: number, wanted: number): string
  ofConnection(number: number, what: string): string
}

export const STEP_WORDS: Readonly<Record<Language, StepWords>> = {
  en: {
    stopped: 'the experiment was stopped',
    notReached: (limitMs) => `this did not happen within ${limitText(limitMs)}`,
    notSeen: (connection) => `connection ${connection} was not seen`,
    nobodyToMeet: 'there is no such connection, and no socket that listens',
    nothingToCopy: 'the segment to copy was not captured',
    noNumberYet: 'the connection has no such sequence number yet',
    hasEnded: (program) => `${program} has ended`,
    stillRunning: (limitMs) => `still running after ${limitText(limitMs)}`,
    notListening: (socket) => `${socket} does not listen`,
    tooFew: (done, wanted) => `${done} of ${wanted} connections in the time given`,
    ofConnection: (number, what) => `connection ${number}: ${what}`,
    failure(failure) {
      switch (failure.kind) {
        case 'errno': return `${failure.call}() failed: ${failure.errno}`
        case 'timeout': return `${failure.call}() was not possible within ${limitText(failure.limitMs)}`
        case 'ended': return `the stream ended after ${failure.received} of ${failure.wanted} bytes`
        default: return assertNever(failure, 'failure')
      }
    }
  },
  ko: {
    stopped: '실험을 중단했습니다',
    notReached: (limitMs) => `${limitText(limitMs)} 안에 일어나지 않았습니다`,
    notSeen: (connection) => `${connection}번째 연결이 보이지 않았습니다`,
    nobodyToMeet: '그런 연결이 없고, LISTEN 중인 소켓도 없습니다',
    nothingToCopy: '복사할 세그먼트가 캡처되지 않았습니다',
    noNumberYet: '연결에 아직 그런 순서 번호가 없습니다',
    hasEnded: (program) => `${program} 프로그램은 이미 끝났습니다`,
    stillRunning: (limitMs) => `${limitText(limitMs)}이 지나도 끝나지 않았습니다`,
    notListening: (socket) => `${socket} 소켓은 LISTEN 상태가 아닙니다`,
    tooFew: (done, wanted) => `주어진 시간 안에 연결 ${wanted}개 중 ${done}개만 만들어졌습니다`,
    ofConnection: (number, what) => `${number}번째 연결: ${what}`,
    failure(failure) {
      switch (failure.kind) {
        case 'errno': return `${failure.call}() 실패: ${failure.errno}`
        case 'timeout': return `${limitText(failure.limitMs)} 안에 ${failure.call}()을 할 수 없었습니다`
        case 'ended': return `${failure.wanted}바이트 중 ${failure.received}바이트에서 스트림이 끝났습니다`
        default: return assertNever(failure, 'failure')
      }
    }
  }
}

const limitText = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`)
