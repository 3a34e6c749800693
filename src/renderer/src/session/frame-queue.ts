import { nextFrame } from './next-frame'

/**
 * Pieces of work of which each fills a good part of a frame: one is done in each frame, in the order in which they were asked for. Several in one frame, each of them on time,
 * make that frame a long one.
 */
export class FrameQueue {
  private readonly waiting: (() => void)[] = []
  private scheduled = false
  private working = false

  /** @param next runs a task in the next frame @default nextFrame */
  constructor(private readonly next: (task: () => void) => void = nextFrame) {}

  /** Does the work in a frame of its own, in the next one at the earliest. @returns takes it back */
  add(work: () => void): () => void {
    this.waiting.push(work)
    this.schedule()
    return () => {
      const at = this.waiting.indexOf(work)
      if (at >= 0) this.waiting.splice(at, 1)
    }
  }

  /** Whether this frame has such work, or the next one will: what can be done in smaller portions leaves it the room. */
  get busy(): boolean {
    return this.working || this.waiting.length > 0
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    this.next(() => {
      this.scheduled = false
      const work = this.waiting.shift()
      this.working = work !== undefined
      // Before the work: where it fails, what waits behind it has its frame all the same. And a frame after the last one, in which nothing is done any more.
      if (this.busy) this.schedule()
      work?.()
    })
  }
}
