import { randomBytes } from 'node:crypto'
import { link, open, realpath, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fail, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import { fileFailure } from './file-failure'
import { identityOf } from './scan-notes'

/** A stretch of a file that is to hold other bytes: of `length` 0 they are put in, with none it is taken out. */
export interface Splice {
  readonly offset: number
  readonly length: number
  readonly bytes: Uint8Array
}

const CHUNK_BYTES = 1024 * 1024

export interface RewriteOptions {
  /** The file as it was looked at; another one, or a file that has grown since, is not touched (`file-changed`). */
  readonly identity: string
  /** Where the result goes instead; an existing file is refused. */
  readonly output?: string
}

/**
 * Writes a file anew with these stretches changed: beside it under a temporary name, then renamed over it, so that whatever happens there is one whole file, the old
 * one or the new one. A symbolic link stays one.
 */
export async function rewriteFile(path: string, splices: readonly Splice[], { identity, output }: RewriteOptions): Promise<Result<null>> {
  let source: FileHandle | undefined
  let temporary: string | undefined
  try {
    const real = await realpath(path)
    source = await open(real, 'r')
    const target = output ?? real
    const name = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}.tmp`)
    const { mode } = await source.stat()
    const written = await open(name, 'wx', mode & 0o777)
    temporary = name
    try {
      await copy(source, written, [...splices].sort((a, b) => a.offset - b.offset))
      await written.sync()
    } finally {
      await written.close()
    }
    if (!(await isStill(real, identity))) return fail('file-changed', { of: path })
    if (output === undefined) await rename(name, real)
    else await link(name, output)
    if (output === undefined) temporary = undefined
    return ok(null)
  } catch (error) {
    if (output !== undefined && error instanceof Error && 'code' in error && error.code === 'EEXIST') return fail('file-exists', { of: output })
    return fileFailure('cannot-write', output ?? path, error)
  } finally {
    await source?.close()
    if (temporary !== undefined) await rm(temporary, { force: true })
  }
}

async function isStill(path: string, identity: string): Promise<boolean> {
  const now = await open(path, 'r')
  try {
    return (await identityOf(now)) === identity
  } finally {
    await now.close()
  }
}

async function copy(source: FileHandle, target: FileHandle, splices: readonly Splice[]): Promise<void> {
  let at = 0
  for (const splice of splices) {
    await copyStretch(source, target, at, splice.offset)
    await writeAll(target, splice.bytes)
    at = splice.offset + splice.length
  }
  await copyStretch(source, target, at, Infinity)
}

async function copyStretch(source: FileHandle, target: FileHandle, from: number, to: number): Promise<void> {
  const chunk = new Uint8Array(CHUNK_BYTES)
  for (let at = from; at < to;) {
    const { bytesRead } = await source.read(chunk, 0, Math.min(CHUNK_BYTES, to - at), at)
    if (bytesRead === 0) return
    await writeAll(target, chunk.subarray(0, bytesRead))
    at += bytesRead
  }
}

/** A disk that fills up takes a part first, and refuses the rest. */
async function writeAll(target: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await target.write(bytes, done)).bytesWritten
}
