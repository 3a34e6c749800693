import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for something the kernel or the event loop brings about by itself within moments; never longer than 60 s, which only a machine that is very busy needs. */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 60_000
  while (!condition()) {
    if (performance.now() > end) throw new Error('it did not happen within 60 s')
    await sleep(2)
  }
}
