import { resolve } from 'node:path'

/** Endings of what capture programs write; the engine looks at the bytes, not at the name. */
export const CAPTURE_EXTENSIONS = ['pcapng', 'pcap', 'cap', 'dmp'] as const
const NAMED = new RegExp(`\\.(?:${CAPTURE_EXTENSIONS.join('|')})$`, 'i')

/** How `twlab app FILE` names a file, whatever it ends in. */
export const CAPTURE_SWITCH = '--capture='

/**
 * The captures a start names, absolute. Of a command line only what ends as captures do is one: around it stand the program, switches of Chromium, and, when the
 * app is not packaged, the app's own folder, in an order that a second start does not keep. One that is named as such may end as it likes.
 * @param folder that relative names start from
 */
export function capturesNamed(argv: readonly string[], folder: string): readonly string[] {
  return argv.slice(1).flatMap((word) => {
    if (word.startsWith(CAPTURE_SWITCH)) return [resolve(folder, word.slice(CAPTURE_SWITCH.length))]
    return !word.startsWith('-') && NAMED.test(word) ? [resolve(folder, word)] : []
  })
}
