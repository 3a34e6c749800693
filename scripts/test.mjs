// `npm test`: set-up for the tests, then everything that must hold. The last line is the sum of all test levels: `N passed, N failed`.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installModules, prepare } from './setup.mjs'
import { runOpenly, runQuietly } from './setup/run.mjs'
import { netnsCommand } from './test/namespace.mjs'
import { failureLines, sumReports } from './test/report.mjs'
import { TRACKS } from './test/tracks.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const reports = join(root, 'out/test')

/** Folders with packages of their own: what the windows' tests need and nothing else does. */
const APART = ['test/spectron', 'packaging']

/** Tests need no network: every start of Node would read the certificates that this names, for a third of its time. Everything that is fetched has been by then, or is fetched without this. */
const { NODE_EXTRA_CA_CERTS: _certificates, ...environment } = process.env
const ENVIRONMENT = { ...environment, NODE_OPTIONS: '' }

/** The steps of a track, one after the other: what a later one finds is worth knowing also when an earlier one failed. */
async function runTrack({ steps, patient = false }, stages) {
  const done = []
  for (const step of steps) done.push(await runStep(step, patient, stages))
  return done
}

async function runStep(step, patient, stages) {
  const complaint = await stages[step.needs]
  if (complaint !== undefined) {
    process.stdout.write(`── ${step.name}: FAILED: ${complaint.message}\n`)
    return { name: step.name, status: 1, tests: step.project !== undefined, report: undefined }
  }
  process.stdout.write(`── ${step.name} …\n`)
  const began = performance.now()
  const report = step.project === undefined ? undefined : join(reports, `${step.name}.json`)
  const command = report === undefined ? step.command : vitest(step, report)
  const status = await runOpenly(command[0], command.slice(1), root, { env: ENVIRONMENT, patient })
  process.stdout.write(`── ${step.name}: ${status === 0 ? 'ok' : `FAILED (${status})`} (${((performance.now() - began) / 1000).toFixed(1)} s)\n`)
  return { name: step.name, status, tests: report !== undefined, report: report === undefined ? undefined : read(report) }
}

function vitest({ project, netns, v8 = [] }, report) {
  const command = [process.execPath, ...v8, join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', project, '--reporter=minimal', '--reporter=json', `--outputFile.json=${report}`]
  return netns ? netnsCommand(root, command) : command
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Begins everything that must be there. What only the windows need comes while other things are built and tried.
 * @returns of each stage what hindered it, if anything did
 */
function beginSetup() {
  let packagesAreThere
  const packagesThere = new Promise((resolve) => { packagesAreThere = resolve })
  const build = prepare({ level: 'test', onPackages: packagesAreThere })
  const packages = Promise.race([packagesThere, build])
  const apart = packages.then(() => Promise.all(APART.map((folder) => installModules(join(root, folder)))))
  const runtime = build.then(() => runQuietly(process.execPath, [join(root, 'test/runtime/fetch.mjs')], root))
  return { packages: complaintOf(packages), build: complaintOf(build), windows: complaintOf(Promise.all([apart, runtime])) }
}

/** @returns {Promise<Error | undefined>} */
const complaintOf = (stage) => stage.then(() => undefined, (error) => error)

async function main() {
  const stages = beginSetup()
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports, { recursive: true })
  const done = (await Promise.all(TRACKS.map((track) => runTrack(track, stages)))).flat()
  const { passed, failed } = sumReports(done.filter(({ tests }) => tests))
  const broken = done.filter(({ status }) => status !== 0).map(({ name }) => name)
  if (broken.length > 0) process.stdout.write(`not held: ${broken.join(', ')}\n${failureLines(done, root).join('\n')}\n`)
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  process.exitCode = broken.length > 0 || failed > 0 ? 1 : 0
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
})
