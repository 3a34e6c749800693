import { existsSync } from 'node:fs'

/** Where a system keeps its programs. Those of the laboratory are looked for here alone: not in what a person's PATH adds or leaves out. */
const FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'] as const

/** The environment in which they run: sentences in English, and nothing of the person's own. */
export const TOOL_ENVIRONMENT = { PATH: FOLDERS.join(':'), LANG: 'C.UTF-8' } as const

/** Whether there is a program of this name. */
export const hasTool = (name: string): boolean => FOLDERS.some((folder) => existsSync(`${folder}/${name}`))
