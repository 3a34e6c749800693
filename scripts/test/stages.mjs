/**
 * @typedef {{ name: string, command?: readonly string[], project?: string, netns?: boolean }} Step
 * @typedef {{ steps: readonly Step[], patient?: boolean }} Track its steps follow each other; a patient one only takes what processor time the others leave
 */

/**
 * What is checked, stage by stage; the tracks of a stage run side by side, so that what mostly waits (TIME-WAIT lasts 60 s) shares a stage with what only computes.
 * @type {readonly (readonly Track[])[]}
 */
export const STAGES = [
  [
    { steps: [{ name: 'experiments', project: 'experiments' }] },
    {
      steps: [
        { name: 'lint and import rules', command: ['npm', 'run', '--silent', 'lint'] }, { name: 'types', command: ['npm', 'run', '--silent', 'typecheck'] },
        { name: 'pure', project: 'pure' }
      ],
      patient: true
    }
  ],
  [
    { steps: [{ name: 'e2e', project: 'e2e' }, { name: 'spectron', project: 'spectron' }] },
    { steps: [{ name: 'netns', project: 'netns', netns: true }, { name: 'conformance', project: 'conformance' }] }
  ]
]
