import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordNames } from '../../../../src/main/shell/cli/commands/run'
import { fit } from '../../../../src/main/shell/cli/commands/session-options'
import { painter } from '../../../../src/main/shell/cli/context'
import { programStatus, worst } from '../../../../src/main/shell/cli/exit-status'
import { Lanes } from '../../../../src/main/shell/cli/lanes'
import { whyNoDesktop } from '../../../../src/main/shell/cli/launch'
import { nearest } from '../../../../src/shared/base/nearest'
import { piece } from '../../../../src/shared/story'

describe('the nearest name', () => {
  const names = ['active-close', 'lost-final-ack', 'how-long', 'reset']
  it.each([['activeclose', 'active-close'], ['lost', 'lost-final-ack'], ['rest', 'reset'], ['how-lnog', 'how-long'], ['xyz', undefined]])('to %s is %s', (given, name) => {
    expect(nearest(given, names)).toBe(name)
  })
})

describe('lanes', () => {
  it('put out each run whole, in the order of the runs, however they take turns', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(2), { maxLength: 40 }), async (turns) => {
      const written: string[] = []
      const lanes = new Lanes(async (data) => void written.push(String(data)))
      const open = [lanes.open(), lanes.open(), lanes.open()]
      for (const turn of turns) await open[turn]?.write(String(turn))
      for (const index of [2, 0, 1]) open[index]?.done()
      expect(written).toEqual([...turns].sort((a, b) => a - b).map(String))
    }))
  })

  it('the first one that is not done is live', () => {
    const lanes = new Lanes(() => Promise.resolve())
    const [first, second] = [lanes.open(), lanes.open()]
    expect([first.live, second.live]).toEqual([true, false])
    first.done()
    expect([first.live, second.live]).toEqual([false, true])
  })
})

describe('colours', () => {
  const line = [piece('TIME-WAIT', 'wait')]
  it.each([[true, {}, true], [false, {}, false], [true, { NO_COLOR: '1' }, false], [true, { NO_COLOR: '' }, true], [true, { TERM: 'dumb' }, false]])('terminal: %s, %o', (terminal, env, coloured) => {
    expect(painter(terminal, env)(line)).toBe(coloured ? '\u001b[35mTIME-WAIT\u001b[39m' : 'TIME-WAIT')
  })
})

describe('small rules', () => {
  it('several experiments record into one file each', () => {
    expect(recordNames('out.pcapng', ['reset', 'how-long'])).toEqual(['out-reset.pcapng', 'out-how-long.pcapng'])
    expect(recordNames('/tmp/a.b/out', ['reset', 'reset', 'reset'])).toEqual(['/tmp/a.b/out-reset', '/tmp/a.b/out-reset-2', '/tmp/a.b/out-reset-3'])
    expect(recordNames('out.pcapng', ['reset'])).toEqual(['out.pcapng'])
  })

  it('a status line is cut to the columns of the terminal', () => {
    expect(fit('TIME-WAIT', 4)).toBe('TIME')
    expect(fit('클라이언트', 5)).toBe('클라')
  })

  it('a program ended by a signal has 128 and its number', () => {
    expect(programStatus({ code: 3, signal: null })).toBe(3)
    expect(programStatus({ code: null, signal: 'SIGINT' })).toBe(130)
    expect(programStatus({ code: null, signal: 'SIGKILL' })).toBe(137)
  })

  it('of several runs the worst counts', () => {
    expect(worst([0, 1, 0])).toBe(1)
    expect(worst([1, 3, 2])).toBe(3)
    expect(worst([3, 130])).toBe(130)
    expect(worst([])).toBe(0)
  })

  it('a desktop window needs its runtime, a display and its build', () => {
    const all = { electron: '/opt/electron', display: true, build: true }
    expect(whyNoDesktop(all)).toBeUndefined()
    expect(whyNoDesktop({ ...all, electron: undefined })).toBe('no-runtime')
    expect(whyNoDesktop({ ...all, display: false })).toBe('no-display')
    expect(whyNoDesktop({ ...all, build: false })).toBe('no-build')
  })
})
