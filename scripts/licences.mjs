// The licences of everything the program contains, for its "About": out/renderer/licences.json. What is bundled, each build has listed (Vite's `build.license`); what stays a package
// of its own at run time is read from the lockfile and from its folder.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const BUNDLES = ['main', 'preload', 'renderer', 'node'].map((part) => join(root, 'out', part, 'licences.json'))

/** @typedef {{ name: string, version: string, licence: string, text: string }} Licence */

/**
 * The packages that those named need at run time, they included, as paths of the lockfile.
 * @param {{ packages: Record<string, { dependencies?: object, optionalDependencies?: object }> }} lockfile
 */
export function closure(lockfile, names) {
  const found = new Set()
  const add = (name, from) => {
    const path = [...parents(from), ''].map((parent) => `${parent}node_modules/${name}`).find((candidate) => candidate in lockfile.packages)
    if (path === undefined || found.has(path)) return
    found.add(path)
    const { dependencies = {}, optionalDependencies = {} } = lockfile.packages[path]
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) add(next, `${path}/`)
  }
  for (const name of names) add(name, '')
  return [...found]
}

/** `a/node_modules/b/`, then `a/`: where a package is looked for, from inside outwards. */
function parents(from) {
  const all = []
  for (let at = from; at !== ''; at = at.slice(0, at.lastIndexOf('node_modules/', at.length - 2) < 0 ? 0 : at.lastIndexOf('node_modules/'))) all.push(at)
  return all
}

/** @returns {Licence | undefined} undefined when it is not installed: a binary of another platform */
function ofPackage(path) {
  const folder = join(root, path)
  if (!existsSync(folder)) return undefined
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)(?:\.|$)/i.test(entry))
  return { name, version, licence: String(license ?? ''), text: file === undefined ? '' : readFileSync(join(folder, file), 'utf8') }
}

/** @returns {Licence[]} */
function ofBundle(file) {
  return JSON.parse(readFileSync(file, 'utf8')).map(({ name, version, identifier, text }) => ({ name, version, licence: identifier ?? '', text: text ?? '' }))
}

function main() {
  const lockfile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const own = closure(lockfile, Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies)).map(ofPackage).filter((licence) => licence !== undefined)
  const all = new Map([...own, ...BUNDLES.flatMap(ofBundle)].map((licence) => [`${licence.name}@${licence.version}`, licence]))
  const unknown = [...all.values()].filter(({ licence }) => licence === '').map(({ name }) => name)
  if (unknown.length > 0) throw new Error(`no licence is named by ${unknown.join(', ')}`)
  for (const file of BUNDLES) rmSync(file)
  const sorted = [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  writeFileSync(join(root, 'out/renderer/licences.json'), JSON.stringify(sorted))
  console.log(`${sorted.length} licences: ${[...new Set(sorted.map(({ licence }) => licence))].sort().join(', ')}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
