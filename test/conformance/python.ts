import { existsSync } from 'node:fs'

/** Debian's own, where it is: what a version manager puts before it in PATH starts a dozen shells at each call. */
export const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3'
