/// <reference types="vite/types/importMeta.d.ts" />
import { assert } from '../../../shared/base/assert'
import { inCourseOrder, type Course } from '../../../shared/course/course'
import type { Experiment } from '../../../shared/experiment/experiment'

// Read and checked when the program is built (vite.built-in.mts): reading YAML would take most of a command's time.

const [course] = Object.values(import.meta.glob<Course>('../../../../resources/course.yaml', { eager: true, import: 'default' }))
assert(course !== undefined, 'the course is a part of the program')
export const COURSE: Course = course

/** The experiments of resources/experiments, in course order. */
export const EXPERIMENTS: readonly Experiment[] = inCourseOrder(COURSE, Object.values(import.meta.glob<Experiment>('../../../../resources/experiments/*.yaml', { eager: true, import: 'default' })))
