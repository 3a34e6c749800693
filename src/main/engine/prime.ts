import type { Telling } from '../../shared/ipc/engine'
import type { Result } from '../../shared/base/result'
import { Session } from './session'
import type { ShellLink } from './shell-link'

const TELLINGS: readonly Telling[] = ['columns', 'summary', 'lines']

/**
 * Opens recordings as shells do, as they are and as the foreign captures they are without their journal, and tells them to nobody: whatever that takes has been compiled then, and can be kept
 * (bin/file-engine.cjs). @param files recordings; beside each its packets are left @throws when one cannot be read
 */
export async function prime(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const packets = `${file}.packets`
    must(await new Session(nobody(() => undefined)).exportCapture({
      file, out: packets, selection: {}, packetsOnly: true, comments: false, anonymize: false, withoutPayload: false, program: 'twlab'
    }))
    for (const telling of TELLINGS) {
      await open(packets, telling)
      await open(file, telling)
    }
  }
}

async function open(file: string, telling: Telling): Promise<void> {
  const session: Session = new Session(nobody(() => void session.acknowledge(1)))
  must(await session.open({ mode: 'file', source: 'none', file, telling, language: 'en' }))
  must(await session.read())
  must(await session.close())
  must(await session.packetFrame(1))
}

const nothing = (): void => undefined

/** A shell that takes everything at once. */
function nobody(taken: () => void): ShellLink {
  const take = (_bytes: Uint8Array, written: () => void): void => {
    written()
    setImmediate(taken)
  }
  return {
    notify: { progress: nothing, trouble: nothing, programEnded: nothing, terminalOutput: nothing, terminalEnded: nothing }, sendEvents: take, sendBatch: take, flushed: () => Promise.resolve()
  }
}

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}
