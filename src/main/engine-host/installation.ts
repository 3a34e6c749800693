import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where the parts of an installation (or of a checkout) are. Absolute paths. */
export interface Installation {
  readonly root: string
  /** The built engine: a program of its own, started and never imported. */
  readonly engine: string
  /** The same engine for capture files alone, which starts sooner (bin/file-engine.cjs). */
  readonly fileEngine: string
  /** Enters the laboratory's namespaces (bin/lab-namespace); the file an AppArmor profile is attached to. */
  readonly namespace: string
  readonly resources: string
}

export const installationAt = (root: string): Installation => ({
  root, engine: join(root, 'bin/engine.cjs'), fileEngine: join(root, 'bin/file-engine.cjs'), namespace: join(root, 'bin/lab-namespace'), resources: join(root, 'resources')
})

/**
 * The root above a file of the build, wherever the bundler put it: the nearest folder with bin/lab-namespace.
 * @throws when there is none (a broken installation)
 */
export function findInstallation(file: string): Installation {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = installationAt(folder)
    if (existsSync(found.namespace)) return found
    if (folder === dirname(folder)) throw new Error(`no installation around ${file}: bin/lab-namespace is missing`)
  }
}
