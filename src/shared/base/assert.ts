/** A broken promise inside the program: a bug, so it throws. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`bug: ${message}`)
}

/** The end of an exhaustive switch. */
export function assertNever(value: never, what: string): never {
  throw new Error(`bug: unknown ${what}: ${String(value)}`)
}
