import { describe, expect, it } from 'vitest'
import { describeEnd } from '../../../src/main/engine-host/death'

describe('how an engine ended', () => {
  it.each([
    [0, null, '', 'exit status 0'], [70, null, 'Error: bug', 'exit status 70: Error: bug'], [null, 'SIGKILL', '', 'killed by SIGKILL'], [null, 'SIGSEGV', 'last words', 'killed by SIGSEGV: last words'],
    [1, null, 'unshare: sigprocmask unblock failed: Invalid argument\n', 'killed by a signal'], [1, null, 'last words\nunshare: sigprocmask unblock failed: Invalid argument', 'killed by a signal: last words']
  ])('status %s, signal %s, having written %j: %s', (code, signal, errors, told) => {
    expect(describeEnd(code, signal, errors)).toBe(told)
  })
})
