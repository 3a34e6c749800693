import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../../shared/base/system-error'
import { Tail } from './death'
import { electronPackage } from './electron-runtime'

/** ms it may take: 120 MB over a slow line. */
const FETCH_MS = 600_000
/** ms for which a failure is remembered: behind a closed network every start would wait for the same one. */
const AGAIN_MS = 24 * 60 * 60 * 1000
/** Characters of what the installer says that are kept. */
const SAID = 2_000

/** In the build's folder: goes with it, and belongs to whoever may build here. */
const failureStamp = (root: string): string => join(root, 'out/.electron-not-fetched')

/**
 * The `electron` package's own installer, where it may be asked to fetch the runtime: not where ELECTRON_OVERRIDE_DIST_PATH says that it is elsewhere, or
 * ELECTRON_SKIP_BINARY_DOWNLOAD that it is not wanted; not into a folder of somebody else; and not again on the day on which it failed.
 * @param now ms since 1970
 */
export function electronInstaller(root: string, env: NodeJS.ProcessEnv, now: number): string | undefined {
  if ((env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '') !== '' || (env['ELECTRON_SKIP_BINARY_DOWNLOAD'] ?? '') !== '') return undefined
  const folder = electronPackage(root)
  const failed = statSync(failureStamp(root), { throwIfNoEntry: false })
  if (folder === undefined || !mayWrite(folder) || (failed !== undefined && now - failed.mtimeMs < AGAIN_MS)) return undefined
  const installer = join(folder, 'install.js')
  return existsSync(installer) ? installer : undefined
}

/**
 * Lets the package fetch its runtime, checked by the hashes that it brings.
 * @param signal ends the installer
 * @returns undefined when it is there; else why not, in the installer's words
 */
export async function fetchElectron(root: string, installer: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string | undefined> {
  const { status, said } = await run(installer, env, AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]))
  if (status === 0) {
    rmSync(failureStamp(root), { force: true })
    return undefined
  }
  if (!signal.aborted) remember(root)
  return said === '' ? `exit status ${status}` : said
}

function run(installer: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<{ readonly status: number; readonly said: string }> {
  return new Promise((resolve) => {
    const said = new Tail(SAID)
    // Its own bar would come after half a minute, in the middle of our line.
    const child = spawn(process.execPath, [installer], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...env, ELECTRON_GET_NO_PROGRESS: '1' }, signal, killSignal: 'SIGKILL' })
    child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text))
    child.once('error', (error) => resolve({ status: -1, said: error.message }))
    child.once('close', (code) => resolve({ status: code ?? -1, said: firstLine(said.toString()) }))
  })
}

/** Of a stack trace what it is about: `fetch failed`. */
const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').replace(/^\w*Error: /, '')

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch (error) {
    if (errorCode(error) === undefined) throw error
    return false
  }
}

function remember(root: string): void {
  try {
    writeFileSync(failureStamp(root), '')
  } catch (error) {
    // Without a note it is tried again next time.
    if (errorCode(error) === undefined) throw error
  }
}
