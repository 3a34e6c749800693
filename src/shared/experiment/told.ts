/** Events of one kind: how many there were, and the first of them. As many as a proof shows are enough; a long session has millions. */
export class Told<Event> {
  private readonly kept: Event[] = []
  private total = 0

  add(event: Event): void {
    this.total++
    if (this.kept.length < MOST_KEPT) this.kept.push(event)
  }

  get count(): number {
    return this.total
  }

  get first(): readonly Event[] {
    return this.kept
  }
}

export const MOST_KEPT = 32
