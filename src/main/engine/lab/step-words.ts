import { assertNever } from '../../../shared/base/assert'
import type { Language } from '../../../shared/ipc/engine'
import type { CallFailure } from './api-call'

/** Why a step did not do what the experiment wanted of it. */
export const STEP_WORDS: Readonly<Record<Language, { readonly stopped: string; notReached(limitMs: number): string; failure(failure: CallFailure): string }>> = {
  en: {
    stopped: 'the experiment was stopped',
    notReached: (limitMs) => `this did not happen within ${limitText(limitMs)}`,
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
