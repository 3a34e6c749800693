import { constants } from 'node:os'
import koffi from 'koffi'

/** The name of an error as the C library spells it: `EINPROGRESS`, `EADDRINUSE`. One name for one number (see PREFERRED). */
export type Errno = string

/** Where Linux gives one number two names, the one people meet in manual pages. */
const PREFERRED: readonly Errno[] = ['EAGAIN', 'EOPNOTSUPP', 'EDEADLK']

const NUMBERS: Readonly<Record<Errno, number>> = { ...constants.errno, ...koffi.os.errno }
const NAMES: ReadonlyMap<number, Errno> = new Map([
  ...Object.entries(NUMBERS).map(([name, number]): [number, Errno] => [number, name]),
  ...PREFERRED.map((name): [number, Errno] => [NUMBERS[name] ?? 0, name])
])

/** @returns the name, or `E` and the number for one that has no name here (`E524`) */
export const errnoName = (number: number): Errno => NAMES.get(number) ?? `E${number}`
