import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const EXECUTABLE: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe'
}

/**
 * Electron's executable, when it is on this machine; by looking at files alone (4 ms). The `electron` package is not loaded: since version 42
 * it would try to download what is missing. ELECTRON_OVERRIDE_DIST_PATH names another folder that holds the executable.
 */
export function findElectron(root: string, env: NodeJS.ProcessEnv): string | undefined {
  const executable = EXECUTABLE[process.platform] ?? 'electron'
  const override = env['ELECTRON_OVERRIDE_DIST_PATH']
  const own = electronPackage(root)
  const folder = override !== undefined && override !== '' ? override : own === undefined ? undefined : join(own, 'dist')
  const paths = [folder === undefined ? undefined : join(folder, executable), packagedExecutable(root)]
  return paths.find((path) => path !== undefined && existsSync(path))
}

/** An installed program (`resources/app` beside its executable) is its own runtime. */
const packagedExecutable = (root: string): string | undefined =>
  root.endsWith(join('resources', 'app')) ? join(root, '../..', process.platform === 'win32' ? 'timewait-lab.exe' : 'timewait-lab') : undefined

/** The folder of the `electron` package; undefined in an installed program, which has none. */
export function electronPackage(root: string): string | undefined {
  try {
    return dirname(createRequire(join(root, 'package.json')).resolve('electron/package.json'))
  } catch {
    // It cannot be resolved: it is not there.
    return undefined
  }
}
