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
