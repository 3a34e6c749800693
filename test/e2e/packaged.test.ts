import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchRuntime } from '../runtime/fetch.mjs'
import { endedByItself, startDesktop } from './support/desktop-app'
import { openDisplay, type Display } from './support/display'
import { LabPage } from './support/lab-page'
import { newMark } from './support/left-running'

// The program as it is packed, in its folder, without the installers around it: those need tools from elsewhere (README).
const root = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
let display: Display
let folder: string
let packed: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packaged-'))
  await run(process.execPath, [
    join(root, 'packaging/node_modules/electron-builder/cli.js'), 'build', '--linux', 'dir', '--x64', '--config', 'test/packaging/electron-builder.config.cjs', '--publish', 'never'
  ], { cwd: root, env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: fetchRuntime(), TWLAB_PACKAGED: folder } })
  packed = join(folder, 'linux-unpacked')
  display = await openDisplay()
})
afterAll(async () => {
  await display.close()
  await rm(folder, { recursive: true })
})

describe('the packaged program', () => {
  it('starts, opens the capture it was given, and runs an experiment', async () => {
    const mark = newMark()
    const capture = resolve(import.meta.dirname, '../fixtures/captures/loopback-ipv4.pcapng')
    const desktop = await startDesktop({ folder: join(folder, 'home'), display: display.name, env: mark.env, args: ['--lang=en'], files: [capture], executable: join(packed, 'timewait-lab') })
    const window = new LabPage(desktop.page)
    await desktop.page.getByTestId('mode').filter({ hasText: 'loopback-ipv4.pcapng' }).waitFor()
    await window.chooseExperiment(/Whoever closes first waits/)
    await window.runUntilTimeWait()
    // Its engine is the packaged one.
    expect(mark.running().map(({ command }) => command)).toEqual(expect.arrayContaining([expect.stringContaining(join(packed, 'resources/app/bin/engine.cjs'))]))
    expect(await desktop.quit()).toSatisfy(endedByItself)
    await mark.allGone()
  })
  it('has the command line, with everything it needs, and no more', async () => {
    const app = join(packed, 'resources/app')
    const { stdout } = await run(process.execPath, [join(app, 'bin/twlab'), 'list', '--lang', 'en'], { cwd: '/' })
    expect(stdout).toContain('active-close')
    expect((await readdir(app)).sort()).toEqual(['LICENSE', 'bin', 'electron9.cjs', 'entry.cjs', 'node_modules', 'out', 'package.json', 'resources', 'scripts'])
    expect((await readdir(app, { recursive: true })).filter((file) => /\.map$|\.ts$/.test(file) && !file.startsWith('node_modules'))).toEqual([])
    const licences = JSON.parse(await readFile(join(app, 'out/renderer/licences.json'), 'utf8')) as readonly { readonly name: string; readonly licence: string }[]
    const listed = new Set(licences.map(({ name }) => name))
    for (const name of Object.keys((JSON.parse(await readFile(join(app, 'package.json'), 'utf8')) as { dependencies: object }).dependencies)) expect(listed, name).toContain(name)
    for (const { name, licence } of licences) expect(licence, name).toMatch(/^(?:MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|MPL-2\.0)$/)
  })
})
