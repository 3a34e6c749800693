import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import packaging from '../../../../packaging/electron-builder.config.cjs'

const root = resolve(import.meta.dirname, '../../../..')
const text = (file: string): string => readFileSync(join(root, file), 'utf8')
const sources = (folder: string): readonly { readonly file: string; readonly text: string }[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:ts|vue)$/.test(file)).map((file) => ({ file, text: text(join(folder, file)) }))

describe('what this program never does', () => {
  it('hands an address to the system: nothing imports Electron\'s shell', () => {
    const importing = sources('src').filter(({ text }) => /import[^;]*\bshell\b[^;]*from 'electron'|openExternal|openPath/.test(text)).map(({ file }) => file)
    expect(importing).toEqual([])
  })
  it('makes HTML of text: no v-html, no innerHTML in the window', () => {
    expect(sources('src/renderer').filter(({ text }) => /v-html|innerHTML|insertAdjacentHTML|document\.write/.test(text)).map(({ file }) => file)).toEqual([])
  })
  it('gives the page more than text: the preload exposes one object with two functions', () => {
    const [preload] = sources('src/preload')
    expect(preload?.text.match(/exposeInMainWorld/g)).toHaveLength(1)
    expect(preload?.text).not.toMatch(/ipcRenderer\.(?:invoke|sendSync|postMessage)/)
  })
})

describe('the checklist', () => {
  it('has a test for each of its twenty points, and each of those tests is there', () => {
    const tests = text('test/e2e/electron.test.ts') + text('test/main/shell/electron/security.test.ts')
    const rows = text('docs/decisions/electron-security.md').split('\n').filter((line) => /^\| \d/.test(line)).map((line) => line.split(' | '))
    const points = rows.flatMap(([numbers = '']) => {
      const [from = 0, to = from] = (numbers.match(/\d+/g) ?? []).map(Number)
      return numbers.includes('to') ? Array.from({ length: to - from + 1 }, (_, i) => from + i) : [from, ...(to === from ? [] : [to])]
    })
    expect(points.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    for (const row of rows) {
      const named = [...(row.at(-1) ?? '').matchAll(/\*([^*]+)\*/g)].map(([, name = '']) => name)
      expect(named, row[1]).not.toEqual([])
      for (const name of named) expect(tests.includes(name), `${row[0]} ${name}`).toBe(true)
    }
  })
  it('puts every page into the sandbox, and locks them, before there can be one', () => {
    expect(text('src/main/shell/electron/lockdown.ts')).toMatch(/lockPages\(\): void \{\s+app\.enableSandbox\(\)/)
    expect(text('src/main/index.ts')).toMatch(/lockPages\(\)\s+await app\.whenReady\(\)/)
  })
  it('is asked about permissions, and for them, and says no to all', () => {
    expect(text('src/main/shell/electron/lockdown.ts')).toMatch(/setPermissionRequestHandler\([^]*?answer\(false\)[^]*?setPermissionCheckHandler\(\(\) => false\)/)
  })
  it('names its Electron exactly', () => {
    const { devDependencies } = JSON.parse(text('package.json')) as { readonly devDependencies: Readonly<Record<string, string>> }
    expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/)
  })
})

describe('fuses of the packaged program', () => {
  it('leave nothing on but what it needs: itself as Node, for the engine, and encrypted cookies', () => {
    const on = Object.entries(packaging.electronFuses).filter(([, value]) => value === true).map(([name]) => name)
    expect(on.sort()).toEqual(['enableCookieEncryption', 'runAsNode'])
    expect(packaging.electronFuses).toMatchObject({ enableNodeOptionsEnvironmentVariable: false, enableNodeCliInspectArguments: false, grantFileProtocolExtraPrivileges: false })
  })
})
