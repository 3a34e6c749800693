/** One word for a POSIX shell, whatever is in it: for commands that people paste. */
export const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`

/** The same, as it is where nothing in it means anything to a shell. */
export const shellWord = (word: string): string => (/^[\w./@%+=:,-]+$/.test(word) ? word : quoted(word))
