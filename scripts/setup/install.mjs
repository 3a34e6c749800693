import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runQuietly } from './run.mjs'

const CI = ['ci', '--no-audit', '--no-fund']

/** What npm says when the registry has nothing, or shows nothing, at an address. */
const NOT_THERE = /\bE40[0-9]\b/

/**
 * Installs what the folder's lockfile says. The lockfile has no addresses, so that it holds for every registry; npm then asks the registry about each package first, which
 * is half of its work. So it is given them: it installs in a folder of its own, from a lockfile with the addresses that a registry has by custom, and the packages are put in
 * their place when all of them are there. Their digests are in the lockfile either way. A registry with other addresses is asked about each package, as npm does it by itself.
 * @throws Error with the end of what npm said
 */
export async function install(folder) {
  // Warnings of npm's may stand before and behind it.
  const registry = /^https?:\/\/\S+$/m.exec(await runQuietly('npm', ['config', 'get', 'registry'], folder))?.[0]
  if (registry === undefined) return void await runQuietly('npm', CI, folder)
  const aside = join(folder, 'out/.packages')
  await rm(aside, { recursive: true, force: true })
  await mkdir(aside, { recursive: true })
  try {
    for (const name of ['package.json', '.npmrc']) if (existsSync(join(folder, name))) await copyFile(join(folder, name), join(aside, name))
    await writeFile(join(aside, 'package-lock.json'), JSON.stringify(withAddresses(JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')), registry)))
    await runQuietly('npm', CI, aside)
    await rm(join(folder, 'node_modules'), { recursive: true, force: true })
    await rename(join(aside, 'node_modules'), join(folder, 'node_modules'))
  } catch (error) {
    if (!NOT_THERE.test(error.message)) throw error
    await runQuietly('npm', CI, folder)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

/**
 * A lockfile with the address of each package that has none: `<registry>/<name>/-/<name without its scope>-<version>.tgz`, as registries of npm have it.
 * @param {{ packages: Readonly<Record<string, { name?: string, version?: string, resolved?: string, link?: boolean }>> }} lockfile
 * @param {string} registry its address
 */
export function withAddresses(lockfile, registry) {
  const base = registry.replace(/\/+$/, '')
  const packages = Object.entries(lockfile.packages).map(([path, entry]) => {
    if (path === '' || entry.link || entry.resolved !== undefined || entry.version === undefined) return [path, entry]
    const name = entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    return [path, { ...entry, resolved: `${base}/${name}/-/${name.slice(name.lastIndexOf('/') + 1)}-${entry.version}.tgz` }]
  })
  return { ...lockfile, packages: Object.fromEntries(packages) }
}
