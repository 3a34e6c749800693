/** What a piece of a line is, so that an edge may colour it; a terminal without colours loses nothing. */
export type Tone = 'plain' | 'dim' | 'strong' | 'good' | 'bad' | 'warn' | 'wait' | 'command'

export interface Piece {
  readonly text: string
  readonly tone: Tone
}

/** One line of the story. Its texts hold no control characters. */
export type StoryLine = readonly Piece[]

export const piece = (text: string, tone: Tone = 'plain'): Piece => ({ text: escapeControls(text), tone })

/** The line without colours. */
export const plain = (line: StoryLine): string => line.map(({ text }) => text).join('')

/**
 * Control characters (C0, DEL, C1), line separators and the marks that reorder text (Unicode UAX #9) are shown as `\x1b` or `\u202e`: what a
 * recording, a program or a peer says must not move the cursor, change the title or hide text.
 */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/gu, (character) => {
    const code = character.charCodeAt(0)
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}
