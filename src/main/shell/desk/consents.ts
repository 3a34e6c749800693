import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { fail, ok, type Result } from '../../../shared/base/result'

const fileSchema = v.object({ version: v.literal(1), allowed: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))), v.maxLength(10_000)) })
/** Kept at most; the oldest go first. */
const MOST = 1_000

/** What a person has agreed to: these programs, run by a file of this content. A hash tells nothing of either. */
export const consentKey = (source: string, commands: readonly (readonly string[])[]): string =>
  createHash('sha256').update(source).update('\0').update(JSON.stringify(commands)).digest('hex')

/** Consents to run programs, kept in one file. One that cannot be read or understood holds none: then the question is asked again. */
export class Consents {
  constructor(private readonly path: string) {}

  async has(key: string): Promise<boolean> {
    return (await this.read()).includes(key)
  }

  /** @returns cannot-write */
  async add(key: string): Promise<Result<null>> {
    const allowed = [...(await this.read()).filter((other) => other !== key), key].slice(-MOST)
    try {
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 })
      await writeFile(`${this.path}.new`, JSON.stringify({ version: 1, allowed }), { mode: 0o600 })
      await rename(`${this.path}.new`, this.path)
      return ok(null)
    } catch (error) {
      return fail('cannot-write', `${this.path}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  private async read(): Promise<readonly string[]> {
    const text = await readFile(this.path, 'utf8').catch(() => '')
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), fileSchema), text)
    return parsed.success ? parsed.output.allowed : []
  }
}
