import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildIsFresh, markBuilt, stampOf } from '../../scripts/setup/build.cjs'
import { withLock } from '../../scripts/setup/lock.mjs'
import { markInstalled, modulesAreFresh, sameVersions } from '../../scripts/setup/modules.cjs'
import { isNewEnough, isReady } from '../../scripts/setup/ready.cjs'
import { choose, missingPackages } from '../../scripts/setup/system.mjs'
import { sumReports } from '../../scripts/test/report.mjs'

let root = ''
const put = (file: string, text: string): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'twlab-setup-'))))
afterEach(() => rmSync(root, { recursive: true }))

describe('a start', () => {
  it.each([['20.18.3', false], ['20.19.0', true], ['21.0.0', true], ['8.17.0', false], ['100.0.0', true]])('with Node %s: %j', (version, enough) => {
    expect(isNewEnough(version)).toBe(enough)
  })

  it('needs no set-up where the program is installed, and one in a fresh checkout', () => {
    expect(isReady(root)).toBe(true)
    put('src/a.ts', 'export {}')
    put('package-lock.json', '{"packages":{}}')
    expect(isReady(root)).toBe(false)
  })
})

describe('the build', () => {
  beforeEach(() => {
    put('src/a.ts', 'export {}')
    put('package.json', '{}')
    for (const file of ['out/node/engine.js', 'out/node/twlab.js', 'out/file/engine.js', 'out/main/index.js', 'out/preload/index.js', 'out/renderer/index.html', 'out/renderer/licences.json']) put(file, '')
  })

  it('is fresh after it was made, and no more when a source changes, appears or goes', () => {
    expect(buildIsFresh(root)).toBe(false)
    markBuilt(root)
    expect(buildIsFresh(root)).toBe(true)
    put('src/a.ts', 'export const a = 1')
    expect(buildIsFresh(root)).toBe(false)
    markBuilt(root)
    put('src/b.ts', '')
    expect(buildIsFresh(root)).toBe(false)
    rmSync(join(root, 'src/b.ts'))
    expect(buildIsFresh(root)).toBe(true)
  })

  it('stays fresh when files are only touched, as another checkout of the same sources does', () => {
    markBuilt(root)
    utimesSync(join(root, 'src/a.ts'), 1, 1)
    expect(buildIsFresh(root)).toBe(true)
  })

  it('is not fresh when a source was changed while it was being made', () => {
    const stamp = stampOf(root)
    put('src/a.ts', 'export const late = 1')
    markBuilt(root, stamp)
    expect(buildIsFresh(root)).toBe(false)
  })

  it('is not fresh when a part of it is gone', () => {
    markBuilt(root)
    rmSync(join(root, 'out/main/index.js'))
    expect(buildIsFresh(root)).toBe(false)
  })
})

describe('the packages', () => {
  const lockfile = { packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } } }

  it('are fresh when they were installed from this lockfile, by us or by npm itself', () => {
    put('package-lock.json', JSON.stringify(lockfile))
    expect(modulesAreFresh(root)).toBe(false)
    put('node_modules/.package-lock.json', JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }))
    expect(modulesAreFresh(root)).toBe(true)
    put('package-lock.json', JSON.stringify({ packages: { ...lockfile.packages, 'node_modules/c': { version: '1.0.0' } } }))
    expect(modulesAreFresh(root)).toBe(false)
    markInstalled(root)
    expect(modulesAreFresh(root)).toBe(true)
  })

  it('an optional one may be missing, but not be of another version', () => {
    expect(sameVersions(lockfile, { packages: { 'node_modules/a': { version: '1.0.0' } } })).toBe(true)
    expect(sameVersions(lockfile, { packages: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '3.0.0' } } })).toBe(false)
    expect(sameVersions(lockfile, { packages: {} })).toBe(false)
  })
})

describe('system packages', () => {
  const status = 'nftables installed\nlibpcap0.8t64 installed\niproute2 config-files\nutil-linux installed\n'

  it('are missing when none of their names is installed', () => {
    expect(missingPackages(['libpcap0.8|libpcap0.8t64', 'iproute2', 'nftables', 'curl'], status)).toEqual(['iproute2', 'curl'])
  })

  it('are asked for by the name this release has', () => {
    expect(choose(['libasound2|libasound2t64', 'curl'], (name: string) => name === 'libasound2t64')).toEqual(['libasound2t64', 'curl'])
    expect(choose(['libasound2|libasound2t64'], () => false)).toEqual(['libasound2'])
  })
})

describe('two set-ups at once', () => {
  it('take turns', async () => {
    const order: string[] = []
    const work = (name: string) => withLock(join(root, 'lock'), async () => {
      order.push(`${name} begins`)
      await new Promise((resolve) => setTimeout(resolve, 50))
      order.push(`${name} ends`)
    })
    await Promise.all([work('one'), work('two')])
    expect(order).toEqual(['one begins', 'one ends', 'two begins', 'two ends'])
    expect(existsSync(join(root, 'lock'))).toBe(false)
  })

  it('a lock whose process is gone is taken over; one that is held too long is named', async () => {
    const gone = spawn('true')
    await once(gone, 'exit')
    put('lock', String(gone.pid))
    expect(await withLock(join(root, 'lock'), async () => 'done')).toBe('done')
    put('lock', String(process.pid))
    await expect(withLock(join(root, 'lock'), async () => 'done', 100)).rejects.toThrow(`${process.pid}`)
  })
})

describe('several processes at once', () => {
  it('take over the lock of one that is gone, one after the other', async () => {
    const gone = spawn('true')
    await once(gone, 'exit')
    put('lock', String(gone.pid))
    put('log', '')
    const script = `
      import { appendFileSync } from 'node:fs'
      import { withLock } from ${JSON.stringify(join(process.cwd(), 'scripts/setup/lock.mjs'))}
      const note = (what) => appendFileSync(${JSON.stringify(join(root, 'log'))}, what + process.pid + '\\n')
      await withLock(${JSON.stringify(join(root, 'lock'))}, async () => {
        note('+')
        await new Promise((resolve) => setTimeout(resolve, 20))
        note('-')
      })`
    const all = Array.from({ length: 5 }, () => spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' }))
    expect(await Promise.all(all.map(async (one) => (await once(one, 'exit'))[0]))).toEqual([0, 0, 0, 0, 0])
    const log = readFileSync(join(root, 'log'), 'utf8').trim().split('\n')
    const turns = log.filter((_, index) => index % 2 === 0).map((line) => line.slice(1))
    expect(new Set(turns).size).toBe(5)
    expect(log).toEqual(turns.flatMap((pid) => [`+${pid}`, `-${pid}`]))
    expect(readdirSync(root).filter((name) => name.startsWith('lock'))).toEqual([])
  })
})

const report = (numPassedTests: number, numFailedTests: number) => ({ numPassedTests, numFailedTests })

describe('the sum of the tests', () => {
  it('adds up all runs', () => {
    expect(sumReports([{ status: 0, report: report(10, 0) }, { status: 1, report: report(5, 2) }])).toEqual({ passed: 15, failed: 2 })
  })

  it('a run that fails without a failed test, or leaves no report, is one failure', () => {
    expect(sumReports([{ status: 1, report: { numPassedTests: 3, numFailedTests: 0 } }, { status: 137 }])).toEqual({ passed: 3, failed: 2 })
  })
})
