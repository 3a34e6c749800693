const BACKSPACE = /[\b\u007f]/
/** Lines kept of each terminal: nobody needs to be reminded of more. */
const MOST_LINES = 200
const LONGEST = 1024

/**
 * What a person has typed, line by line. Rough on purpose: a line called back from the shell's history is not in it. It says whether a step of the guide
 * was taken, where neither packets nor the kernel can tell.
 */
export class TypedLines {
  readonly lines: string[] = []
  private line = ''

  /** @param text as it goes to the terminal: keys, or what was pasted */
  push(text: string): void {
    // An escape sequence is a key that writes nothing.
    if (text.startsWith('\u001b')) return
    for (const character of text) {
      if (character === '\r' || character === '\n') this.commit()
      else if (character === '\u0003' || character === '\u0015') this.line = ''
      else if (BACKSPACE.test(character)) this.line = this.line.slice(0, -1)
      else if (character >= ' ' && this.line.length < LONGEST) this.line += character
    }
  }

  private commit(): void {
    const line = this.line.trim().replace(/\s+/g, ' ')
    this.line = ''
    if (line === '') return
    this.lines.push(line)
    if (this.lines.length > MOST_LINES) this.lines.shift()
  }
}
