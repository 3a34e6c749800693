// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { VueWrapper } from '@vue/test-utils'
import KeysDialog from '../../../src/renderer/src/components/state/KeysDialog.vue'
import { COMMAND_KEYS } from '../../../src/shared/ipc/lab-desktop'
import { freshWindow, mounted } from '../mounted'

let dialog: VueWrapper
beforeEach(() => {
  freshWindow()
  dialog = mounted(KeysDialog)
})
afterEach(() => dialog.unmount())

describe('the list of keys', () => {
  it('has every key that the menu has', () => {
    const listed = new Set(dialog.findAll('kbd').map((key) => key.text()))
    const written: Readonly<Record<string, string>> = { Left: '←', Right: '→' }
    const keys = Object.values(COMMAND_KEYS).map((key) => key.replace('CmdOrCtrl+', ''))
    // The tables' keys stand there as a range: 1 – 6.
    expect(keys.filter((key) => !listed.has(written[key] ?? key) && !/^[2-5]$/.test(key))).toEqual([])
  })
})
