import type { Telling } from '../src/shared/ipc/engine'
import { must, openEngine } from './engine-session'
import { peakOf } from './process'

export interface OpenedFile {
  /** From the start of the engine's process to the last batch taken. */
  readonly ms: number
  /** Of it, until the file was open: the process's start. */
  readonly startMs: number
  /** Most memory the engine held, bytes. */
  readonly peak: number
  readonly packets: number
  /** That the shell was told. */
  readonly bytes: number
  /** One packet's bytes by its number, from the file. */
  readonly frameMs: number
}

/** A file as a shell opens it: an engine of its own, everything told and taken. */
export async function openFile(file: string, telling: Telling, null3: number): Promise<OpenedFile> {
  const began = performance.now()
  const { engine, bytes } = await openEngine({ mode: 'file', source: 'none', file, telling }, null3)
  const startMs = performance.now() - began
  must(await engine.call((remote) => remote.read()))
  const { captured } = must(await engine.call((remote) => remote.close()))
  await engine.drained()
  const ms = performance.now() - began
  const peak = peakOf(engine.pid) ?? 0
  const frameBegan = performance.now()
  must(await engine.call((remote) => remote.packetFrame(captured - 10)))
  const frameMs = performance.now() - frameBegan
  await engine.dispose()
  return { ms, startMs, peak, packets: captured, bytes: bytes(), frameMs }
}
