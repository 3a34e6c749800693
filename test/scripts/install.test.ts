import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { install, withAddresses } from '../../scripts/setup/install.mjs'

const lockfile = (packages: object) => ({ lockfileVersion: 3, packages: { '': { name: 'the-program', version: '0.1.0' }, ...packages } })

const addressOf = (path: string, entry: object): unknown => withAddresses(lockfile({ [path]: entry }), 'https://registry.example/npm/').packages[path]?.resolved

describe('the address of a package', () => {
  it.each([
    ['node_modules/ws', { version: '8.0.0' }, 'ws/-/ws-8.0.0.tgz'],
    ['node_modules/@types/ws', { version: '8.0.1' }, '@types/ws/-/ws-8.0.1.tgz'],
    ['node_modules/a/node_modules/@b/c', { version: '1.0.0-rc.1' }, '@b/c/-/c-1.0.0-rc.1.tgz'],
    ['node_modules/typescript-native', { name: 'typescript', version: '7.0.2' }, 'typescript/-/typescript-7.0.2.tgz']
  ])('of %s is by its name and version', (path, entry, address) => {
    expect(addressOf(path, entry)).toBe(`https://registry.example/npm/${address}`)
  })

  it('stays as it is where the lockfile says one; the program itself and links have none', () => {
    const given = lockfile({ 'node_modules/a': { version: '1.0.0', resolved: 'https://elsewhere.example/a.tgz' }, 'node_modules/b': { link: true } })
    expect(withAddresses(given, 'https://registry.example')).toEqual(given)
  })
})

describe('an installation', () => {
  let root = ''
  const path = process.env['PATH']
  /** An npm that installs what it is given, or says what the registry says; it notes each lockfile. */
  const npm = (ci: string): void => {
    writeFileSync(join(root, 'bin/npm'), `#!/bin/sh
if [ "$1" = config ]; then echo 'npm warn something' >&2; echo https://registry.example/; exit; fi
cat package-lock.json >> "${root}/lockfiles"; ${ci}
mkdir -p node_modules/a && pwd > node_modules/a/where`)
    chmodSync(join(root, 'bin/npm'), 0o755)
  }
  const lockfiles = (): string => readFileSync(join(root, 'lockfiles'), 'utf8')

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'twlab-install-'))
    for (const folder of ['bin', 'program/node_modules/old']) mkdirSync(join(root, folder), { recursive: true })
    writeFileSync(join(root, 'program/package.json'), '{}')
    writeFileSync(join(root, 'program/package-lock.json'), JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }))
    process.env['PATH'] = `${join(root, 'bin')}:${path}`
  })
  afterEach(() => {
    process.env['PATH'] = path
    rmSync(root, { recursive: true })
  })

  it('is made beside the old packages, by addresses, and takes their place', async () => {
    npm('')
    await install(join(root, 'program'))
    expect(lockfiles()).toContain('"resolved":"https://registry.example/a/-/a-1.0.0.tgz"')
    expect(readdirSync(join(root, 'program/node_modules'))).toEqual(['a'])
    expect(readdirSync(join(root, 'program/out'))).toEqual([])
  })

  it('is left to npm where the registry has its packages elsewhere', async () => {
    npm('if grep -q resolved package-lock.json; then echo "npm error code E404" >&2; exit 1; fi')
    await install(join(root, 'program'))
    expect(readFileSync(join(root, 'program/node_modules/a/where'), 'utf8').trim()).toBe(join(root, 'program'))
  })

  it('that fails otherwise leaves the old packages, and says what npm said', async () => {
    npm('echo "npm error code ENOSPC" >&2; exit 1')
    await expect(install(join(root, 'program'))).rejects.toThrow('ENOSPC')
    expect(existsSync(join(root, 'program/node_modules/old'))).toBe(true)
    expect(readdirSync(join(root, 'program/out'))).toEqual([])
  })
})
