import * as v from 'valibot'
import { readJson, writeJson } from '../desk/json-file'
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
    return new DesktopMemory(file, (await readJson(file, schema)) ?? { recent: [] })
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
    this.writing = this.writing.then(() => writeJson(this.file, kept)).catch((error: unknown) => console.error(`desktop: ${this.file} was not written: ${String(error)}`))
  }
}
