import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/**
 * The sum over all runs. A run that left no report, or that failed outside of any test (a file that could not be loaded), counts as one failure:
 * `0 failed` is said only when nothing failed.
 * @param {readonly { status: number, report?: { numPassedTests: number, numFailedTests: number } }[]} runs
 * @returns {{ passed: number, failed: number }}
 */
export function sumReports(runs) {
  let [passed, failed] = [0, 0]
  for (const { status, report } of runs) {
    const counted = report?.numFailedTests ?? 0
    passed += report?.numPassedTests ?? 0
    failed += counted === 0 && status !== 0 ? 1 : counted
  }
  return { passed, failed }
}

/** So many failures are said again at the end, and so many lines of each: the whole stands further up. */
const MOST_FAILURES = 10
const MOST_LINES = 14
const LONGEST_LINE = 240

/**
 * What did not hold, said where a person looks first: at the end. The tracks write between each other, so that a failure stands anywhere above.
 * @param {readonly { name: string, status: number, report?: { testResults?: readonly { name: string, message?: string, assertionResults?: readonly { status: string, fullName: string, failureMessages?: readonly string[] }[] }[] } }[]} runs
 * @param {string} root the checkout: files are named from there
 * @returns {readonly string[]} lines
 */
export function failureLines(runs, root) {
  const failures = runs.flatMap(({ name, status, report }) => {
    if (status === 0) return []
    const found = (report?.testResults ?? []).flatMap((file) => failuresOf(file).map(({ title, message }) => [`✗ ${name}: ${relative(root, file.name)}${title}`, ...excerpt(message)]))
    return found.length > 0 ? found : [[`✗ ${name}: ended with ${status}`]]
  })
  const more = failures.length - MOST_FAILURES
  return [...failures.slice(0, MOST_FAILURES).flat(), ...more > 0 ? [`and ${more} more`] : []]
}

function failuresOf({ message = '', assertionResults = [] }) {
  const tests = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName, failureMessages = [] }) => ({ title: ` › ${fullName}`, message: failureMessages.join('\n') }))
  // A file that could not be loaded has no tests, only a message.
  return tests.length === 0 && message !== '' ? [{ title: '', message }] : tests
}

const excerpt = (message) => stripVTControlCharacters(message).split('\n').filter((line) => line.trim() !== '').slice(0, MOST_LINES).map((line) => `    ${line.slice(0, LONGEST_LINE)}`)
