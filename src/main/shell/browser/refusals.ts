/** ms in which one kind of refusal is told once: a flood of them is one line a second, not a full disk. */
const PAUSE_MS = 1_000

export type Refused = 'a request of another origin or host' | 'a request without the cookie' | 'a socket of another origin or host' | 'a socket without the cookie' | 'a message'

/** Tells whoever runs the shell what was refused: that somebody knocks is worth knowing. Without anything the other side has sent. */
export class Refusals {
  private readonly kinds = new Map<Refused, { readonly told: number; untold: number }>()

  constructor(private readonly print: (line: string) => void = console.error, private readonly now: () => number = () => performance.now()) {}

  tell(kind: Refused): void {
    const before = this.kinds.get(kind)
    const now = this.now()
    if (before !== undefined && now - before.told < PAUSE_MS) {
      before.untold++
      return
    }
    this.kinds.set(kind, { told: now, untold: 0 })
    this.print(`twlab: refused: ${kind}${before === undefined || before.untold === 0 ? '' : ` (and ${before.untold} before)`}`)
  }
}
