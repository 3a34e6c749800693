import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { windowPlaceSchema, type WindowPlace } from './window-place'

/** Files kept in "Open recent". */
const RECENT = 10
/** PATH_MAX of Linux: a longer name is none. */
const LONGEST_PATH = 4096

const schema = v.object({
  place: v.exactOptional(windowPlaceSchema),
  recent: v.pipe(v.array(v.pipe(v.string(), v.maxLength(LONGEST_PATH))), v.maxLength(RECENT))
})
type Kept = v.InferOutput<typeof schema>

/** What the desktop app knows from one start to the next, in one small file of the person's profile. */
export class DesktopMemory {
  private writing: Promise<void> = Promise.resolve()

  private constructor(private readonly file: string, private kept: Kept) {}

  /** A file that is missing, damaged or of another version counts as empty: nothing in it is worth a question. */
  static async load(file: string): Promise<DesktopMemory> {
    return new DesktopMemory(file, (await read(file)) ?? { recent: [] })
  }

  get place(): WindowPlace | undefined {
    return this.kept.place
  }

  /** Absolute paths, latest first. */
  get recent(): readonly string[] {
    return this.kept.recent
  }

  setPlace(place: WindowPlace): void {
    this.change({ ...this.kept, place })
  }

  addRecent(path: string): void {
    this.change({ ...this.kept, recent: [path, ...this.kept.recent.filter((other) => other !== path)].slice(0, RECENT) })
  }

  forgetRecent(path: string): void {
    this.change({ ...this.kept, recent: this.kept.recent.filter((other) => other !== path) })
  }

  clearRecent(): void {
    this.change({ ...this.kept, recent: [] })
  }

  /** Fulfilled when everything is on disk. */
  async written(): Promise<void> {
    await this.writing
  }

  private change(kept: Kept): void {
    this.kept = kept
    this.writing = this.writing.then(() => this.write(kept)).catch((error: unknown) => console.error(`desktop: ${this.file} was not written: ${String(error)}`))
  }

  /** Whole or not at all: a power cut leaves the old one. */
  private async write(kept: Kept): Promise<void> {
    const draft = `${this.file}.${randomUUID()}`
    await mkdir(dirname(this.file), { recursive: true })
    try {
      await writeFile(draft, JSON.stringify(kept), { mode: 0o600 })
      await rename(draft, this.file)
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
  }
}

async function read(file: string): Promise<Kept | undefined> {
  try {
    const parsed = v.safeParse(schema, JSON.parse(await readFile(file, 'utf8')))
    return parsed.success ? parsed.output : undefined
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return undefined
    throw error
  }
}
