/**
 * What must be there: npm's packages; the build and what the system must have; and what only the tests of the windows need, a runtime and packages of their own. Each comes after the one before, and what does not need it has begun by then.
 * @typedef {'packages' | 'build' | 'windows'} Stage
 * @typedef {{ name: string, needs: Stage, command?: readonly string[], project?: string, netns?: boolean, v8?: readonly string[] }} Step `v8`: its switches
 * @typedef {{ steps: readonly Step[], patient?: boolean }} Track its steps follow each other; a patient one takes little while the others compute, and all that they leave
 */

/** A thread makes garbage as fast as it can, and has helpers to collect it that want a processor, too: without them, and collecting less often, it takes a fifth less of the processors. */
const BUSY_THREAD = ['--single-threaded-gc', '--min-semi-space-size=16', '--max-semi-space-size=64']

/**
 * What is checked. The tracks run side by side, so that no processor is idle: experiments and conformance wait for TIME-WAITs of 60 s, the windows for their pages, and what
 * only computes fills the gaps.
 * @type {readonly Track[]}
 */
export const TRACKS = [
  { steps: [{ name: 'experiments', needs: 'build', project: 'experiments' }, { name: 'e2e', needs: 'windows', project: 'e2e' }] },
  {
    steps: [
      { name: 'conformance', needs: 'build', project: 'conformance' }, { name: 'netns', needs: 'build', project: 'netns', netns: true },
      { name: 'spectron', needs: 'windows', project: 'spectron' }
    ]
  },
  {
    steps: [
      { name: 'lint and import rules', needs: 'packages', command: ['npm', 'run', '--silent', 'lint'] },
      { name: 'types', needs: 'packages', command: ['npm', 'run', '--silent', 'typecheck'] }
    ],
    patient: true
  },
  { steps: [{ name: 'pure', needs: 'packages', project: 'pure', v8: BUSY_THREAD }], patient: true }
]
