import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { coursePath, type Claim } from '../../../shared/course/course'
import { evidenceFor, type Evidence } from '../../../shared/course/evidence'
import { claimDone, courseCount, NO_PROGRESS, nextExperiment, type CourseProgress } from '../../../shared/course/progress'
import { ok, type Result } from '../../../shared/base/result'
import { useLabStore } from './lab'
import { useSessionStore } from './session'

/** The guided path through the experiments, and how far the person is. The shell keeps it; the command line shares it. */
export const useCourseStore = defineStore('course', () => {
  const lab = useLabStore()
  const session = useSessionStore()
  const progress = shallowRef<CourseProgress>(NO_PROGRESS)

  const course = computed(() => lab.description?.course ?? null)
  const path = computed(() => (course.value === null ? [] : coursePath(course.value)))
  const count = computed(() => (course.value === null ? { done: 0, all: 0 } : courseCount(course.value, progress.value)))
  const next = computed(() => (course.value === null ? undefined : nextExperiment(course.value, progress.value)))
  const done = (claim: Claim): boolean => claimDone(progress.value, claim)
  const evidence = (claim: Claim): readonly Evidence[] => evidenceFor(claim, progress.value, lab.recordings.map(({ name }) => name))

  watch(() => lab.channel.state, async (state) => {
    if (state !== 'open') return
    const answer = await lab.ask((to) => to.courseProgress().then((saved): Result<CourseProgress> => ok(saved)))
    if (answer.ok) progress.value = answer.value
  }, { immediate: true })
  /** A run that was stopped before its checks were decided counts for nothing; a recording that is opened again was counted when it was made. */
  watch(() => session.result, async (result) => {
    const { header, facts } = session
    const experiment = header?.experiment
    if (result === null || header?.mode !== 'sandbox' || experiment === undefined || result.checks.length === 0 || lab.wanted?.kind !== 'experiment' || !path.value.includes(experiment)) return
    const predictions = facts.predictions.map(({ id, right }) => ({ id, right }))
    const answer = await lab.ask((to) => to.courseRan({ experiment, held: result.ok, predictions }))
    if (answer.ok) progress.value = answer.value
    else lab.takeTrouble(answer.error)
  })
  /** Whether there is anything that could be forgotten. */
  const begun = computed(() => Object.keys(progress.value.steps).length > 0)
  const reset = async (): Promise<void> => {
    const answer = await lab.ask((to) => to.courseReset())
    if (answer.ok) progress.value = answer.value
    else lab.takeTrouble(answer.error)
  }
  return { progress, course, path, count, next, done, evidence, begun, reset }
})
