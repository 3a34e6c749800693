/**
 * @typedef {{ name: string, command?: readonly string[], project?: string, netns?: boolean, windows?: boolean, v8?: readonly string[] }} Step `v8`: its switches; `windows`: it needs a runtime and packages that are still being brought when the first steps begin
 * @typedef {{ steps: readonly Step[], patient?: boolean }} Track its steps follow each other; a patient one takes little while the others compute, and all that they leave
 */

/** Two threads make garbage as fast as they can, and each has helpers to collect it that want a processor, too: without them, and collecting less often, it takes a fifth less of the processors. */
const TWO_BUSY_THREADS = ['--single-threaded-gc', '--min-semi-space-size=16', '--max-semi-space-size=64']

/**
 * What is checked. The tracks run side by side, so that no processor is idle: experiments and conformance wait for TIME-WAITs of 60 s, the windows for their pages, and what
 * only computes fills the gaps.
 * @type {readonly Track[]}
 */
export const TRACKS = [
  { steps: [{ name: 'experiments', project: 'experiments' }, { name: 'e2e', project: 'e2e', windows: true }] },
  { steps: [{ name: 'conformance', project: 'conformance' }, { name: 'netns', project: 'netns', netns: true }, { name: 'spectron', project: 'spectron', windows: true }] },
  {
    steps: [
      { name: 'lint and import rules', command: ['npm', 'run', '--silent', 'lint'] }, { name: 'types', command: ['npm', 'run', '--silent', 'typecheck'] },
      { name: 'pure', project: 'pure', v8: TWO_BUSY_THREADS }
    ],
    patient: true
  }
]
