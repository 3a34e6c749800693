import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { fail, ok, type Result } from '../../../shared/base/result'
import { systemReason } from '../../../shared/base/system-error'
import type { RubricFile, Sample } from '../../../shared/ipc/lab-records'
import { EXPERIMENTS } from './built-in'

const CAPTURE = '.pcapng'
/** A tenth of the size; Wireshark opens them as they are. */
const PACKED = `${CAPTURE}.gz`
const RUBRIC = /^[a-z0-9-]+\.yaml$/

export interface SampleFile extends Sample {
  /** Absolute, packed. It belongs to the program: nobody writes to it. */
  readonly path: string
}

/** A copy of a sample that somebody may write notes into. */
export interface SampleCopy {
  readonly path: string
  readonly remove: () => Promise<void>
}

/** Recordings and rubrics that come with the program: real data for any system, without a laboratory. */
export class Shipped {
  /** @param resources the program's own folder of resources, absolute */
  constructor(private readonly resources: string) {}

  /** In course order. */
  async samples(): Promise<readonly SampleFile[]> {
    const folder = join(this.resources, 'samples')
    const names = new Set(await readdir(folder))
    const known = EXPERIMENTS.filter(({ id }) => names.has(`${id}${PACKED}`))
    return Promise.all(known.map(async ({ id }) => {
      const path = join(folder, `${id}${PACKED}`)
      return { id, path, bytes: (await stat(path)).size }
    }))
  }

  async sample(id: string): Promise<SampleFile | undefined> {
    return (await this.samples()).find((sample) => sample.id === id)
  }

  /** Unpacked, in a folder of its own, which goes with it. @returns cannot-write when the system's folder for such files takes none */
  async copyOf({ path, id }: SampleFile): Promise<Result<SampleCopy>> {
    let folder: string | undefined
    const remove = async (): Promise<void> => {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true })
    }
    try {
      folder = await mkdtemp(join(tmpdir(), 'timewait-lab-sample-'))
      const copy = join(folder, `${id}${CAPTURE}`)
      await writeFile(copy, gunzipSync(await readFile(path)), { flag: 'wx', mode: 0o600 })
      return ok({ path: copy, remove })
    } catch (error) {
      await remove()
      return fail('cannot-write', { of: tmpdir(), said: systemReason(error) })
    }
  }

  /** By name. */
  async rubrics(): Promise<readonly RubricFile[]> {
    const folder = join(this.resources, 'rubrics')
    const names = (await readdir(folder)).filter((name) => RUBRIC.test(name)).sort()
    return Promise.all(names.map(async (name) => ({ name, source: await readFile(join(folder, name), 'utf8') })))
  }
}
