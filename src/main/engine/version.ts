import { version } from '../../../package.json'

/** How the engine names itself in headers and recordings. */
export const PROGRAM = `TIME_WAIT Lab ${version}`
