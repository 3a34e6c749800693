/** One word for a POSIX shell, whatever is in it: for commands that people paste. */
export const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`
