import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../../../src/shared/ipc/engine'
import { MENU_COMMANDS } from '../../../../src/shared/ipc/lab'
import { COMMAND_KEYS, menuTemplate } from '../../../../src/main/shell/electron/menu'

const items = (template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))

describe.each(LANGUAGES)('the desktop menu (%s)', (language) => {
  const chosen: string[] = []
  const all = items(menuTemplate(language, (command) => chosen.push(command)))

  it('has each command once, which a click carries to the window', () => {
    const commands = all.filter(({ click }) => click !== undefined)
    expect(commands.map(({ id }) => id).sort()).toEqual([...MENU_COMMANDS].sort())
    for (const { click } of commands) (click as () => void)()
    expect(chosen.sort()).toEqual([...MENU_COMMANDS].sort())
  })
  it('shows the page\'s keys and leaves listening to them to the page: a letter typed into a note is a letter', () => {
    for (const command of ['run', 'stop', 'mark', 'follow', 'scale', 'keys'] as const) {
      expect(all.find(({ id }) => id === command)).toMatchObject({ accelerator: COMMAND_KEYS[command], registerAccelerator: false })
    }
  })
  it('listens itself to Ctrl+O and Ctrl+S, which in a page are the browser\'s', () => {
    for (const command of ['open', 'keep'] as const) expect(all.find(({ id }) => id === command)).toMatchObject({ registerAccelerator: true })
  })
  it('neither reloads the page nor opens developer tools', () => {
    expect(all.map(({ role }) => role?.toLowerCase())).not.toEqual(expect.arrayContaining([expect.stringMatching(/reload|devtools/)]))
  })
  it('has a label for everything', () => {
    for (const item of all) expect(item.type === 'separator' || (item.label ?? '') !== '', JSON.stringify(item)).toBe(true)
  })
})
