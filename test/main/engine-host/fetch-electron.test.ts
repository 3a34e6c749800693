import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findElectron } from '../../../src/main/engine-host/electron-runtime'
import { electronInstaller, fetchElectron } from '../../../src/main/engine-host/fetch-electron'

const DAY = 24 * 60 * 60 * 1000
const running = new AbortController().signal

let root = ''
const installer = (): string => join(root, 'node_modules/electron/install.js')
/** A checkout whose electron package has this installer. */
const packageWith = (script: string): void => writeFileSync(installer(), script)
const BRINGS = "const fs = require('fs'); fs.mkdirSync(__dirname + '/dist'); fs.writeFileSync(__dirname + '/dist/electron', '')"
const FAILS = "console.error(new TypeError('fetch failed').stack); process.exit(1)"

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'twlab-electron-'))
  mkdirSync(join(root, 'node_modules/electron'), { recursive: true })
  mkdirSync(join(root, 'out'))
  for (const folder of ['.', 'node_modules/electron']) writeFileSync(join(root, folder, 'package.json'), '{}')
})
afterEach(() => rmSync(root, { recursive: true }))

describe('where the runtime is not on this machine', () => {
  it('the package is let fetch it', async () => {
    packageWith(BRINGS)
    expect(findElectron(root, {})).toBeUndefined()
    expect(electronInstaller(root, {}, Date.now())).toBe(installer())
    expect(await fetchElectron(root, installer(), process.env, running)).toBeUndefined()
    expect(findElectron(root, {})).toBe(join(root, 'node_modules/electron/dist/electron'))
  })

  it('a failure is told in a few words, and not met again on the same day', async () => {
    packageWith(FAILS)
    expect(await fetchElectron(root, installer(), process.env, running)).toBe('fetch failed')
    expect(electronInstaller(root, {}, Date.now())).toBeUndefined()
    expect(electronInstaller(root, {}, Date.now() + DAY)).toBe(installer())
  })

  it('somebody who does not wait for it may try again at once', async () => {
    packageWith('setTimeout(() => {}, 60_000)')
    const impatient = new AbortController()
    const fetching = fetchElectron(root, installer(), process.env, impatient.signal)
    impatient.abort()
    expect(await fetching).toBeTypeOf('string')
    expect(electronInstaller(root, {}, Date.now())).toBe(installer())
  })

  it('nothing is fetched that is not wanted, or has no place here', () => {
    packageWith(BRINGS)
    expect(electronInstaller(root, { ELECTRON_SKIP_BINARY_DOWNLOAD: '1' }, Date.now())).toBeUndefined()
    expect(electronInstaller(root, { ELECTRON_OVERRIDE_DIST_PATH: '/opt/electron' }, Date.now())).toBeUndefined()
    rmSync(installer())
    expect(electronInstaller(root, {}, Date.now())).toBeUndefined()
  })
})
