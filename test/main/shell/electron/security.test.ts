import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import packaging from '../../../../packaging/electron-builder.config.cjs'

const root = resolve(import.meta.dirname, '../../../..')
const sources = (folder: string): readonly { readonly file: string; readonly text: string }[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:ts|vue)$/.test(file)).map((file) => ({ file, text: readFileSync(join(root, folder, file), 'utf8') }))

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

describe('fuses of the packaged program', () => {
  it('leave nothing on but what it needs: itself as Node, for the engine, and encrypted cookies', () => {
    const on = Object.entries(packaging.electronFuses).filter(([, value]) => value === true).map(([name]) => name)
    expect(on.sort()).toEqual(['enableCookieEncryption', 'runAsNode'])
    expect(packaging.electronFuses).toMatchObject({ enableNodeOptionsEnvironmentVariable: false, enableNodeCliInspectArguments: false, grantFileProtocolExtraPrivileges: false })
  })
})
