import type { Slot } from '../stores/terminals'

/** The course text's commands, in the order of its story. `slot`: the terminal it is meant for; where there is none, the one in use. */
export const SUGGESTIONS: readonly { readonly command: string; readonly slot?: Slot }[] = [
  { command: 'nc -l 12345', slot: 1 }, { command: 'nc 127.0.0.1 12345', slot: 2 }, { command: 'ss -tan' }, { command: 'ss -tan state time-wait' }
]
