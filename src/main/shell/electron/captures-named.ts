import { resolve } from 'node:path'

/** Endings of what capture programs write; the engine looks at the bytes, not at the name. */
export const CAPTURE_EXTENSIONS = ['pcapng', 'pcap', 'cap', 'dmp'] as const
const NAMED = new RegExp(`\\.(?:${CAPTURE_EXTENSIONS.join('|')})$`, 'i')

/**
 * The captures a start names, absolute. Of a command line only what ends as captures do is one: around it stand the program, switches of Chromium, and, when the
 * app is not packaged, the app's own folder, in an order that a second start does not keep.
 * @param folder that relative names start from
 */
export function capturesNamed(argv: readonly string[], folder: string): readonly string[] {
  return argv.slice(1).filter((word) => !word.startsWith('-') && NAMED.test(word)).map((word) => resolve(folder, word))
}
