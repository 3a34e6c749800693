import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, ok, type Result } from '../../../shared/base/result'
import { errorCode, systemReason } from '../../../shared/base/system-error'
import { prepareExperiment, programsOf } from '../../../shared/experiment/prepare'
import type { ExperimentRequest, Language } from '../../../shared/ipc/engine'
import type { OwnExperimentFile, OwnExperiments, OwnExperimentWanted } from '../../../shared/ipc/lab-own'
import { yamlText } from '../yaml-text'
import { consentKey, type Consents } from './consents'

const FILE = /^[^./\\\0][^/\\\0]{0,200}\.ya?ml$/i
/** Files of the folder that are shown, by name. */
const MOST_FILES = 100

/** An own experiment that is to run, and what the person predicted. */
export interface OwnRequest {
  readonly wanted: OwnExperimentWanted
  readonly predictions?: ExperimentRequest['predictions']
  readonly language: Language
}

/**
 * A person's own experiments: the files of one folder. A window names one by its file name in here and by the content it has shown; whether its programs may
 * run is decided here, by the plan that would run.
 */
export class OwnExperimentsFolder {
  constructor(readonly path: string, private readonly consents: Consents) {}

  async list(): Promise<OwnExperiments> {
    try {
      const names = (await readdir(this.path)).filter((name) => FILE.test(name)).sort().slice(0, MOST_FILES)
      const files = await Promise.all(names.map((name) => this.read(name)))
      return { folder: this.path, files: files.filter((file) => file !== undefined) }
    } catch (error) {
      const reason = systemReason(error)
      return { folder: this.path, files: [], ...(errorCode(error) === 'ENOENT' ? {} : { failure: { code: 'unreadable-file', of: this.path, said: reason } }) }
    }
  }

  /** @returns what the engine is asked to run; programs-not-allowed before the person has agreed to just these programs of just this content */
  async request({ wanted, predictions, language }: OwnRequest): Promise<Result<ExperimentRequest>> {
    const known = await this.find(wanted, language)
    if (!known.ok) return known
    const { file, commands } = known.value
    const allowPrograms = commands.length > 0 && await this.consents.has(consentKey(file.source, commands))
    const request: ExperimentRequest = {
      source: file.source, name: file.name, params: wanted.params, origin: 'own', allowPrograms, ...(predictions === undefined ? {} : { predictions })
    }
    const prepared = await prepareExperiment(request, language)
    return prepared.ok ? ok(request) : prepared
  }

  /** @returns why it may not be started now */
  async mayRun(wanted: OwnExperimentWanted): Promise<Result<null>> {
    const asked = await this.request({ wanted, language: 'en' })
    return asked.ok ? ok(null) : asked
  }

  async allow(wanted: OwnExperimentWanted): Promise<Result<null>> {
    const known = await this.find(wanted, 'en')
    return known.ok ? this.consents.add(consentKey(known.value.file.source, known.value.commands)) : known
  }

  /** The file as it was shown, and the programs that it would run. */
  private async find({ name, hash, params }: OwnExperimentWanted, language: Language): Promise<Result<{ readonly file: OwnExperimentFile; readonly commands: readonly (readonly string[])[] }>> {
    const file = FILE.test(name) ? await this.read(name).catch(() => undefined) : undefined
    if (file === undefined) return fail('unknown-experiment', { reason: { kind: 'not-there-any-more', file: join(this.path, name) } })
    if (file.hash !== hash) return fail('experiment-changed', { reason: { kind: 'changed-since-shown', file: join(this.path, name) } })
    const prepared = await prepareExperiment({ source: file.source, name, params, origin: 'own', allowPrograms: true }, language)
    return prepared.ok ? ok({ file, commands: programsOf(prepared.value.plan) }) : prepared
  }

  /** @returns undefined for what is no ordinary file; of one that is too long, so much that the window sees that it is */
  private async read(name: string): Promise<OwnExperimentFile | undefined> {
    const path = join(this.path, name)
    const found = await stat(path)
    if (!found.isFile()) return undefined
    const source = await yamlText(path, found.size)
    return { name, source, hash: createHash('sha256').update(source).digest('hex') }
  }
}
