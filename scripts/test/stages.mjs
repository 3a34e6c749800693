/**
 * What is checked, stage by stage; the steps of a stage run side by side. The two levels that mostly wait (TIME-WAIT lasts 60 s) share one;
 * the experiments and the window's level need the processor for themselves.
 * @type {readonly (readonly { name: string, command?: readonly string[], project?: string, netns?: boolean }[])[]}
 */
export const STAGES = [
  [{ name: 'types', command: ['npm', 'run', '--silent', 'typecheck'] }, { name: 'lint and import rules', command: ['npm', 'run', '--silent', 'lint'] }],
  [{ name: 'pure', project: 'pure' }],
  [{ name: 'netns', project: 'netns', netns: true }, { name: 'conformance', project: 'conformance' }],
  [{ name: 'experiments', project: 'experiments' }],
  [{ name: 'e2e', project: 'e2e' }]
]
