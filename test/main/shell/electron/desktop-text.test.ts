import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DESKTOP_TEXT } from '../../../../src/main/shell/electron/desktop-text'
import { MENU_COMMANDS } from '../../../../src/shared/ipc/lab-desktop'

const folder = resolve(import.meta.dirname, '../../../../src/main/shell/electron')
const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')
const keys = (texts: object): string[] => Object.entries(texts).flatMap(([group, words]) => Object.keys(words as object).map((key) => `${group}.${key}`))

describe('the words of menu and native dialogs', () => {
  it('are the same in English and Korean, and none is empty', () => {
    expect(keys(DESKTOP_TEXT.ko)).toEqual(keys(DESKTOP_TEXT.en))
    for (const words of Object.values(DESKTOP_TEXT)) expect(Object.values(words).flatMap((group) => Object.values(group)).filter((word) => word.trim() === '')).toEqual([])
  })
  it('are all used', () => {
    const answers = ['keep', 'discard', 'cancel'].map((answer) => `dialog.${answer}`)
    const computed = new Set([...MENU_COMMANDS.map((command) => `menu.${command}`), ...answers])
    const unused = keys(DESKTOP_TEXT.en).filter((key) => !computed.has(key) && !new RegExp(`\\.${key.split('.')[1] ?? ''}\\b`).test(sources))
    expect(unused).toEqual([])
  })
})
