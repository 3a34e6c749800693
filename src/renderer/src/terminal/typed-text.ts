import { TERMINAL_LIMITS } from '../../../shared/ipc/terminals'

/** What is typed into one terminal, on its way: in order, one call at a time, so that a long paste waits for the program that reads it. */
export class TypedText {
  private waiting = ''
  private sending = false

  /** @param send whether it was taken: what follows one that was not is dropped */
  constructor(private readonly send: (text: string) => Promise<boolean>) {}

  push(text: string): void {
    this.waiting += text
    if (!this.sending) void this.drain()
  }

  private async drain(): Promise<void> {
    this.sending = true
    while (this.waiting !== '') {
      const piece = firstPiece(this.waiting, TERMINAL_LIMITS.input)
      this.waiting = this.waiting.slice(piece.length)
      if (!await this.send(piece)) this.waiting = ''
    }
    this.sending = false
  }
}

/** The beginning of a text, at most so many UTF-16 units (at least 2), without cutting a character in two. */
export function firstPiece(text: string, most: number): string {
  const last = text.charCodeAt(most - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most)
}
