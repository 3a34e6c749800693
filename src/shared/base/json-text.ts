/** What JSON itself leaves as it is, and a terminal or a reader would not: DEL and C1 controls, line separators, marks that reorder text (UAX #9), the byte order mark. */
const OBEYED = /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}\ufeff]/gu

/**
 * A value as JSON that is safe to print: what a terminal would obey, or what would hide or turn around the text beside it, stands as `\u009b`. The value is the same for every reader of JSON; so are all
 * other characters, 한국어 among them.
 */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
