import type { Result } from '../base/result'
import type { CourseProgress, CourseRun } from '../course/progress'

/** What the window may ask about the person's way through the course. */
export interface LabCourse {
  courseProgress(): Promise<CourseProgress>
  /** A run of one of the course's experiments has ended. @returns the progress with it; unknown-experiment, cannot-write */
  courseRan(run: CourseRun): Promise<Result<CourseProgress>>
  /** Forgets the progress; recordings stay. @returns cannot-write */
  courseReset(): Promise<Result<CourseProgress>>
}
