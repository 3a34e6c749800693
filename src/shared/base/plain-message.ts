const PLAIN = /^[^{}@|]*$/

/** Whether the catalogue's syntax has nothing to do in a message: nothing to fill in, one form, no other message in it. Five of six are so, and need not be compiled. */
export const isPlainMessage = (message: string): boolean => PLAIN.test(message)
