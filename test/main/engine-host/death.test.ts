import { describe, expect, it } from 'vitest'
import { describeEnd } from '../../../src/main/engine-host/death'

describe('how an engine ended', () => {
  it.each([
    [0, null, '', { reason: { kind: 'exit-status', status: '0' } }], [70, null, 'Error: bug', { reason: { kind: 'exit-status', status: '70' }, said: 'Error: bug' }],
    [null, 'SIGKILL', '', { reason: { kind: 'killed', signal: 'SIGKILL' } }], [null, 'SIGSEGV', 'last words', { reason: { kind: 'killed', signal: 'SIGSEGV' }, said: 'last words' }],
    [1, null, 'unshare: sigprocmask unblock failed: Invalid argument\n', { reason: { kind: 'killed-somehow' } }],
    [1, null, 'last words\nunshare: sigprocmask unblock failed: Invalid argument', { reason: { kind: 'killed-somehow' }, said: 'last words' }]
  ])('status %s, signal %s, having written %j: %j', (code, signal, errors, told) => {
    expect(describeEnd(code, signal, errors)).toEqual(told)
  })
})
