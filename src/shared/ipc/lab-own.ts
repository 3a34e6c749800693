import type { Failure, Result } from '../base/result'
import type { ParamValue } from './engine'

/** What the window may ask about a person's own experiments: files in one folder of the machine that the shell runs on. */
export interface LabOwn {
  /** The folder as it is now: read anew each time. */
  ownExperiments(): Promise<OwnExperiments>
  /** Whether it may be started: nothing runs yet. @returns programs-not-allowed where the person must be asked first; experiment-changed when the file is not the one that was shown any more */
  mayRun(wanted: OwnExperimentWanted): Promise<Result<null>>
  /**
   * The person lets this experiment run its programs: exactly those that it would run with these parameters. Remembered by the file's content, so that a
   * changed file is asked about again.
   * @returns experiment-changed when the file is not the one that was shown any more
   */
  allowPrograms(wanted: OwnExperimentWanted): Promise<Result<null>>
}

export interface OwnExperiments {
  /** Absolute; it need not exist. */
  readonly folder: string
  readonly files: readonly OwnExperimentFile[]
  /** Why the folder cannot be read. A folder that does not exist is no failure. */
  readonly failure?: Failure
}

export interface OwnExperimentFile {
  /** File name within the folder. */
  readonly name: string
  readonly source: string
  /** SHA-256 of the file's bytes, hex. */
  readonly hash: string
}

/** An experiment of the folder as it was shown to the person. */
export interface OwnExperimentWanted {
  readonly name: string
  readonly hash: string
  readonly params: Readonly<Record<string, ParamValue>>
}
