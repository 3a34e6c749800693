import type { Claim } from './course'
import type { CourseProgress } from './progress'

/** A recording that shows a claim: one that the window kept (by its file name), or one that was written where the person said (by its path). */
export interface Evidence {
  readonly experiment: string
  readonly kept?: string
  readonly path?: string
}

/** As the window names what it keeps: `lost-final-ack-2026-11-22-100000.pcapng`. */
const KEPT = /^(.+)-\d{4}-\d{2}-\d{2}-\d{6}(?:-\d+)?\.pcapng$/

/** A person's own recordings that show a claim. @param kept file names of what was kept */
export function evidenceFor({ experiments }: Pick<Claim, 'experiments'>, progress: CourseProgress, kept: readonly string[]): readonly Evidence[] {
  return experiments.flatMap((experiment): Evidence[] => {
    const path = progress.steps[experiment]?.recording
    const named = kept.filter((name) => KEPT.exec(name)?.[1] === experiment)
    return [...named.map((name) => ({ experiment, kept: name })), ...(path === undefined ? [] : [{ experiment, path }])]
  })
}
