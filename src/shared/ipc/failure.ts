/** This machine lacks something: exit status 3. */
const LACKS = [
  'no-unshare', 'no-user-namespaces', 'user-namespaces-zero', 'apparmor-restricts', 'seccomp-forbids', 'no-libpcap', 'no-cap-module',
  'no-capture-permission', 'no-sock-diag', 'no-ss', 'no-nft', 'no-nc', 'no-program', 'no-pty', 'no-electron', 'no-display', 'port-in-use', 'port-forbidden', 'kernel-lacks', 'no-linux'
] as const

/**
 * Every expected failure has one of these codes. They cross processes, scripts read them, and the text catalogue has
 * one sentence for each in every language.
 */
export const FAILURE_CODES = [
  // wrong use or unreadable input: exit status 2
  'usage', 'unknown-experiment', 'bad-experiment', 'experiment-changed', 'programs-not-allowed', 'bad-parameter', 'bad-filter', 'unreadable-file', 'not-a-capture', 'file-exists', 'cannot-write',
  'nothing-to-export', 'no-png',
  'no-such-session', 'no-comments', 'file-changed', 'file-changing', 'another-session', 'no-note', 'no-packet',
  ...LACKS,
  // the engine
  'engine-start', 'engine-died', 'engine-hung', 'busy', 'no-session', 'no-terminal', 'stopped', 'step-failed', 'lab-not-found', 'not-understood',
  // the window
  'window-incomplete'
] as const
export type FailureCode = (typeof FAILURE_CODES)[number]

/** Exit status of the command line for a failure: 3 when this machine lacks something, else 2 (see the command line's contract). */
export const exitStatusOf = (code: FailureCode): 2 | 3 => (LACKS.some((lack) => lack === code) ? 3 : 2)

/** What installs packages of Debian and its kin. @param packages their names, with spaces between */
export const installCommand = (packages: string): string => `sudo apt-get install -y ${packages}`

/**
 * The remedy for `no-capture-permission`, to paste: rights to capture for a copy of Node that this person's group alone may run, so that the machine's own
 * Node, and everybody else's programs, stay as they are.
 */
export const CAPTURE_REMEDY =
  'sudo install -m 750 -g "$(id -g)" "$(command -v node)" /usr/local/bin/twlab-node && sudo setcap cap_net_raw+ep /usr/local/bin/twlab-node && ' +
  'export TWLAB_NODE=/usr/local/bin/twlab-node'
