import * as v from 'valibot'
import { coursePath, type Claim, type Course } from './course'

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(255))
/** RFC 3339, of its end. */
const instant = v.pipe(v.string(), v.isoTimestamp())
const predictionSchema = v.object({ id, /** Null: the run did not tell. */ right: v.nullable(v.boolean()) })
/** A run that ended, of an experiment of the course. */
export const courseRunSchema = v.object({
  experiment: id, held: v.boolean(), predictions: v.pipe(v.array(predictionSchema), v.maxLength(64)),
  /** Where its recording was written, absolute, where the person asked for one. */
  recording: v.exactOptional(v.pipe(v.string(), v.maxLength(4096)))
})
export type CourseRun = v.InferOutput<typeof courseRunSchema>

const stepSchema = v.object({
  /** Of the first run of which every check held; null: none has yet. */
  done: v.nullable(instant), runs: v.pipe(v.number(), v.integer(), v.minValue(1)), last: instant,
  /** Of the last run with any. */
  predictions: v.array(predictionSchema), recording: v.exactOptional(v.string())
})
/** What a person has done with one experiment. */
export type CourseStep = v.InferOutput<typeof stepSchema>

export const progressSchema = v.object({ version: v.literal(1), steps: v.record(id, stepSchema) })
/** How far a person is in the course, by experiment. */
export type CourseProgress = v.InferOutput<typeof progressSchema>
export const NO_PROGRESS: CourseProgress = { version: 1, steps: {} }

/** @param at RFC 3339, when the run ended */
export function afterRun(progress: CourseProgress, { experiment, held, predictions, recording }: CourseRun, at: string): CourseProgress {
  const before = progress.steps[experiment]
  const kept = recording ?? before?.recording
  const step: CourseStep = {
    done: before?.done ?? (held ? at : null), runs: (before?.runs ?? 0) + 1, last: at, predictions: predictions.length > 0 ? predictions : before?.predictions ?? [],
    ...(kept === undefined ? {} : { recording: kept })
  }
  return { version: 1, steps: { ...progress.steps, [experiment]: step } }
}

export const isDone = (progress: CourseProgress, experiment: string): boolean => (progress.steps[experiment]?.done ?? null) !== null

/** A claim is done when every experiment that shows it is. */
export const claimDone = (progress: CourseProgress, { experiments }: Pick<Claim, 'experiments'>): boolean => experiments.every((each) => isDone(progress, each))

/** The first experiment that is not done, in the course's order; undefined at its end. */
export const nextExperiment = (course: Course, progress: CourseProgress): string | undefined => coursePath(course).find((each) => !isDone(progress, each))

/** How many of the course's experiments are done. */
export function courseCount(course: Course, progress: CourseProgress): { readonly done: number; readonly all: number } {
  const path = coursePath(course)
  return { done: path.filter((each) => isDone(progress, each)).length, all: path.length }
}

/** What was predicted otherwise than it came is what was learned; no mark is made of either. */
export function learned(step: CourseStep | undefined): { readonly right: number; readonly otherwise: number } {
  const answers = step?.predictions ?? []
  return { right: answers.filter(({ right }) => right === true).length, otherwise: answers.filter(({ right }) => right === false).length }
}
