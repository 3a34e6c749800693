import { join } from 'node:path'
import { version } from '../../../../package.json'
import { fail } from '../../../shared/base/result'
import type { Language } from '../../../shared/ipc/engine'
import type { DoctorCheck, LabDescription } from '../../../shared/ipc/lab'
import { startEngine, type Installation } from '../../engine-host'
import { examine } from '../../engine-host/doctor'
import { Consents } from './consents'
import { COURSE, EXPERIMENTS } from './built-in'
import { CourseRecord } from './course-record'
import { dataPath } from './data-path'
import type { DeskSurroundings } from './desk'
import { sessionExporter } from './export-session'
import { OfferedFiles } from './offered-files'
import { OwnExperimentsFolder } from './own-experiments'
import { personTerminals } from './person-terminals'
import { Shipped } from './shipped'
import { RecordingsFolder, recordingsPath } from './recordings-folder'

/** Files chosen and not forgotten yet: a dialog's choice is used at once. */
const CHOSEN_FILES = 16

export interface SurroundingsOptions {
  readonly shell: LabDescription['shell']
  readonly installation: Installation
  readonly language: Language
  readonly ignorePorts?: readonly number[]
}

/** What desks stand on when nothing is faked: this machine, this installation, this person's recordings. A shell without a file dialog offers uploads. */
export async function deskSurroundings({ shell, installation, language, ignorePorts = [] }: SurroundingsOptions): Promise<DeskSurroundings> {
  const recordings = new RecordingsFolder(recordingsPath(process.env))
  return {
    shell, version, language, ignorePorts,
    experiments: EXPERIMENTS,
    recordings,
    own: new OwnExperimentsFolder(dataPath('experiments', process.env, undefined, 'TWLAB_EXPERIMENTS'), new Consents(dataPath('consents.json', process.env))),
    files: new OfferedFiles(CHOSEN_FILES),
    shipped: new Shipped(installation.resources),
    course: { path: COURSE, record: new CourseRecord(dataPath('course.json', process.env)) },
    terminals: personTerminals(installation.root),
    startEngine: (mode, link) => startEngine({ ...link, installation, mode }),
    doctor: () => doctor(installation, language),
    exportSession: sessionExporter(installation, exportsFolder(recordings), version),
    chooseFile: () => Promise.resolve(fail('usage', { reason: { kind: 'upload-instead' } })),
    // A browser's menu is not ours, and its tabs take their titles from the page.
    onWindowState: () => undefined
  }
}

/** Where exports go that nobody is asked about. */
export const exportsFolder = ({ path }: RecordingsFolder): string => join(path, 'exports')

/** The texts are loaded when they are asked for: a window's start does not wait for them. */
async function doctor(installation: Installation, language: Language): Promise<readonly DoctorCheck[]> {
  const [findings, { spoken }, { doctorChecks }] = await Promise.all([examine(installation), import('../text/spoken'), import('../text/doctor-text')])
  return doctorChecks(findings, spoken(language))
}
