import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { errorCode } from '../../../shared/base/system-error'

// Small files of a person's own: what they have agreed to, how far they are, where a window stood.

/** @returns undefined for a file that is missing, cannot be read, is damaged, or of another shape: nothing in such a file is worth a question */
export async function readJson<T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<T | undefined> {
  try {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), await readFile(path, 'utf8'))
    return parsed.success ? parsed.output : undefined
  } catch (error) {
    if (errorCode(error) === undefined) throw error
    return undefined
  }
}

/**
 * Into a file beside it, which then takes its place: whoever reads meanwhile, and whoever comes after a power cut, finds the old one or the new one, whole. For its owner alone.
 * @throws the system's refusal; nothing is left behind then
 */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const beside = `${path}.${randomUUID()}`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  try {
    await writeFile(beside, `${JSON.stringify(value, undefined, 1)}\n`, { mode: 0o600, flag: 'wx' })
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
