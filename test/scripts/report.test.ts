import { describe, expect, it } from 'vitest'
import { failureLines, sumReports } from '../../scripts/test/report.mjs'

const failed = {
  name: 'experiments', status: 1,
  report: {
    numPassedTests: 1, numFailedTests: 1,
    testResults: [{
      name: '/repo/test/experiments/all.test.ts', message: '',
      assertionResults: [
        { status: 'passed', fullName: 'one holds' },
        { status: 'failed', fullName: 'another does not', failureMessages: ['\u001b[31mAssertionError\u001b[39m: expected 1\n\nto be 2'] }
      ]
    }]
  }
}

describe('the end of npm test', () => {
  it('names each test that failed, with the beginning of its reason', () => {
    expect(failureLines([{ name: 'pure', status: 0 }, failed], '/repo')).toEqual(['✗ experiments: test/experiments/all.test.ts › another does not', '    AssertionError: expected 1', '    to be 2'])
  })

  it('names a file that could not be loaded, and a step that left no report', () => {
    const unloaded = { name: 'pure', status: 1, report: { numPassedTests: 0, numFailedTests: 0, testResults: [{ name: '/repo/test/a.test.ts', message: 'no such module', assertionResults: [] }] } }
    expect(failureLines([unloaded, { name: 'types', status: 2 }], '/repo')).toEqual(['✗ pure: test/a.test.ts', '    no such module', '✗ types: ended with 2'])
    expect(sumReports([failed, unloaded])).toEqual({ passed: 1, failed: 2 })
  })

  it('is short, however much failed', () => {
    const lines = failureLines(Array.from({ length: 30 }, (_, index) => ({ ...failed, name: `level ${index}` })), '/repo')
    expect(lines).toHaveLength(31)
    expect(lines.at(-1)).toBe('and 20 more')
  })
})
