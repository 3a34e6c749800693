/**
 * About how wide a text is drawn, px: enough to decide whether it fits. (A chart's builder knows no canvas to measure with.)
 * @param size font size, px
 */
export function textWidth(text: string, size: number): number {
  let ems = 0
  for (const character of text) ems += widthOf(character)
  return ems * size
}

function widthOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code >= 0x1100) return code >= 0x2000 && code < 0x2e80 ? 0.7 : 0.98
  if (character >= 'A' && character <= 'Z') return 0.71
  if (' .,:;|!il()[]\'·'.includes(character)) return 0.3
  return 0.62
}

/** The first of the texts that fits; undefined when none does. */
export const fitting = (texts: readonly string[], size: number, room: number): string | undefined => texts.find((text) => textWidth(text, size) <= room)

/** The text, or as much of it as fits with an ellipsis; empty when not even that does. */
export function cutToFit(text: string, size: number, room: number): string {
  if (textWidth(text, size) <= room) return text
  const characters = [...text]
  let width = textWidth('…', size)
  let kept = 0
  for (const character of characters) {
    width += textWidth(character, size)
    if (width > room) break
    kept++
  }
  return kept === 0 ? '' : `${characters.slice(0, kept).join('').trimEnd()}…`
}

/** The text on as many lines as it needs, broken between words; of more than `most` lines the last is cut. */
export function wrapped(text: string, size: number, room: number, most: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trimStart()
    // What is left when there is no further line stands on the last one, and is cut there.
    if (lines.length > 0 && (lines.length === most || textWidth(longer, size) <= room)) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines.map((line) => cutToFit(line, size, room))
}
