import type { Result } from '../base/result'
import type { CaptureNamed } from './capture-named'
import type { ContradictionFound } from '../grading/consistency'
import type { CheckVerdict, Proof, RecordingRead, SessionHeader } from '../model/events'

export interface GradeRequest extends CaptureNamed {
  /** Text of the rubric's file, without faults. */
  readonly rubric: string
  /** Of what decisions say. */
  readonly language: 'en' | 'ko'
}

/** A recording read for grading: each check decided anew from its events, and what there is to say about whether it is what it claims to be. */
export interface GradedCapture {
  readonly header: SessionHeader
  /** In the order of the rubric's checks: what became of each, the figure that was measured, the events that decided it. */
  readonly decisions: readonly { readonly verdict: CheckVerdict; readonly detail: string; readonly proof: readonly Proof[] }[]
  /** What the chain of hashes says; absent for a foreign capture. */
  readonly recording?: RecordingRead
  readonly contradictions: { readonly count: number; readonly found: readonly ContradictionFound[] }
  /** Initial sequence numbers of the first segments: chance makes two equal ones never. Empty for a capture without a SYN. */
  readonly fingerprint: string
  readonly packets: number
}

export interface Grading {
  /** Reads one file and decides the checks. Needs no `open`; one engine may be asked for many files, one after the other. */
  gradeCapture(request: GradeRequest): Promise<Result<GradedCapture>>
}
