import { basename, dirname, relative, sep } from 'node:path'
import { assert } from '../../../shared/base/assert'
import type { Language } from '../../../shared/base/language'
import { toldText } from '../../../shared/base/told-text'
import type { Failure, Result } from '../../../shared/base/result'
import { ok } from '../../../shared/base/result'
import { compare, gradeOf, ungraded, type Grade } from '../../../shared/grading/grade'
import type { CaptureNamed } from '../../../shared/ipc/capture-named'
import type { Rubric } from '../../../shared/grading/rubric'
import type { EngineProcess } from '../../engine-host'
import type { FileReading } from '../export/session-events'
import { withFileEngine } from '../export/session-events'
import { spoken } from '../text/spoken'

export interface GradedFiles {
  /** In the order of the files, one for each. */
  readonly grades: readonly Grade[]
  /** Those of them that could not be read, which have no points. */
  readonly unreadable: readonly { readonly file: string; readonly failure: Failure }[]
}

/** Engines side by side: one for each processor, up to this many. */
const MOST_ENGINES = 8

/**
 * Grades recordings, several at a time, each read by an engine (a hostile file ends that engine, not the grading). Memory: that of the engines, and a few kB for each file.
 * @param onDone called after each file
 */
export async function gradeFiles(files: readonly CaptureNamed[], rubric: Rubric, reading: FileReading & { readonly processors: number }, onDone: (done: number, total: number) => void): Promise<Result<GradedFiles>> {
  const outcomes: (Grade | Failure)[] = []
  const names = shownNames(files.map(({ file }) => file))
  const fingerprints: string[] = []
  let next = 0
  let done = 0
  const work = async (engine: EngineProcess): Promise<Result<null>> => {
    for (let index = next++; index < files.length; index = next++) {
      if (reading.signal?.aborted === true) return ok(null)
      const capture = files[index]
      assert(capture !== undefined, 'a file for each index')
      const graded = await engine.call((e) => e.gradeCapture({ ...capture, rubric: rubric.source, language: reading.language }))
      outcomes[index] = graded.ok ? gradeOf(names[index] ?? capture.file, graded.value, rubric, reading.language) : graded.error
      if (graded.ok) fingerprints[index] = graded.value.fingerprint
      onDone(++done, files.length)
      // An engine that died of this file takes no other.
      if (!graded.ok && (graded.error.code === 'engine-died' || graded.error.code === 'engine-hung')) return again()
    }
    return ok(null)
  }
  const again = (): Promise<Result<null>> => withFileEngine(reading, () => Promise.resolve(), work)
  const engines = Array.from({ length: Math.max(1, Math.min(reading.processors, MOST_ENGINES, files.length)) }, again)
  for (const ended of await Promise.all(engines)) if (!ended.ok) return ended
  const grades = outcomes.map((outcome, index) => ('criteria' in outcome ? outcome : ungraded(names[index] ?? '', reasonOf(outcome, files[index]?.file ?? '', reading.language), rubric, reading.language)))
  return ok({
    grades: compare(grades, grades.map((_grade, index) => fingerprints[index] ?? '')),
    unreadable: outcomes.flatMap((outcome, index) => ('criteria' in outcome ? [] : [{ file: files[index]?.file ?? '', failure: outcome }]))
  })
}

/** Without the way to the file, whose name stands at the line's beginning. */
function reasonOf({ of, ...rest }: Failure, file: string, language: Language): string {
  return toldText(of === undefined || of === file ? rest : { of, ...rest }, spoken(language))
}

/** What the files are called: by their name, or, where two have the same (a folder for each student), by their way from the folder that holds them all. @param files absolute */
export function shownNames(files: readonly string[]): readonly string[] {
  const names = files.map((file) => basename(file))
  if (new Set(names).size === names.length) return names
  const folder = files.map((file) => dirname(file).split(sep)).reduce((one, other) => sharedFolders(one, other)).join(sep)
  return files.map((file) => relative(folder === '' ? sep : folder, file))
}

function sharedFolders(one: readonly string[], other: readonly string[]): string[] {
  const differs = one.findIndex((folder, depth) => folder !== other[depth])
  return one.slice(0, differs < 0 ? one.length : differs)
}
