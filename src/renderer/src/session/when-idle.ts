/** ms after which a task runs where idle times cannot be asked for. */
const SOON_MS = 200

/** Runs the task when the page has nothing else to do. @returns takes it back */
export function whenIdle(task: () => void): () => void {
  // Safari does not tell.
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(task, SOON_MS)
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(() => task())
  return () => cancelIdleCallback(handle)
}
