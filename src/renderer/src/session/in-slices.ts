/** Work that pauses now and then: done a little of it in each frame, and the rest at once when its result is needed. */
export class InSlices<T> {
  private made: { readonly result: T } | undefined

  /** @param work yields where it may pause */
  constructor(private readonly work: Generator<undefined, T>) {}

  /** Does some of it. @param enough asked at each pause: whether this frame has done its share @returns whether something is left */
  advance(enough: () => boolean): boolean {
    while (this.made === undefined && !enough()) this.step()
    return this.made === undefined
  }

  /** Does the rest. */
  finish(): T {
    for (;;) {
      if (this.made !== undefined) return this.made.result
      this.step()
    }
  }

  private step(): void {
    const { done, value } = this.work.next()
    if (done === true) this.made = { result: value }
  }
}
