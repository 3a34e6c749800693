/** A page in the background draws no frames: ms after which a task runs all the same. */
const HIDDEN_MS = 200

/** Runs the task before the next frame is drawn. @returns takes it back */
export function nextFrame(task: () => void): () => void {
  const once = (): void => {
    cancel()
    task()
  }
  const timer = setTimeout(once, HIDDEN_MS)
  const frame = requestAnimationFrame(once)
  const cancel = (): void => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
  }
  return cancel
}
