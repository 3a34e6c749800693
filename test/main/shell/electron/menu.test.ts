import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../../../src/shared/ipc/engine'
import { COMMAND_KEYS, isPagesKey, MENU_COMMANDS } from '../../../../src/shared/ipc/lab-desktop'
import { menuTemplate, type MenuDeeds, type MenuState } from '../../../../src/main/shell/electron/menu'

type Item = MenuItemConstructorOptions
const items = (template: readonly Item[]): Item[] => template.flatMap((item) => (Array.isArray(item.submenu) ? [item, ...items(item.submenu)] : [item]))
const click = (item: Item | undefined): void => (item?.click as (() => void) | undefined)?.()

function drawn(over: Partial<MenuState> = {}): { readonly template: Item[]; readonly all: Item[]; readonly done: string[]; item(id: string): Item | undefined } {
  const done: string[] = []
  const deeds: MenuDeeds = {
    command: (name) => done.push(name), newWindow: () => done.push('new window'), newView: () => done.push('new view'), openRecent: (path) => done.push(path), clearRecent: () => done.push('clear'), saveAs: () => done.push('save as')
  }
  const state: MenuState = { platform: 'linux', language: 'en', available: new Set(MENU_COMMANDS), canSave: true, canView: true, recent: [], ...over }
  const template = menuTemplate(state, deeds)
  const all = items(template)
  return { template, all, done, item: (id) => all.find((item) => item.id === id) }
}

describe.each(LANGUAGES)('the desktop menu (%s)', (language) => {
  it.each(['linux', 'win32', 'darwin'] as const)('has each command once, which a click carries to the window (%s)', (platform) => {
    const { all, done } = drawn({ language, platform })
    const commands = all.filter(({ id }) => MENU_COMMANDS.some((name) => name === id))
    expect(commands.map(({ id }) => id).sort()).toEqual([...MENU_COMMANDS].sort())
    commands.forEach(click)
    expect(done.sort()).toEqual([...MENU_COMMANDS].sort())
  })
  it('has a label for everything', () => {
    for (const platform of ['linux', 'darwin'] as const) {
      for (const item of drawn({ language, platform, recent: ['/a.pcapng'] }).all) expect(item.type === 'separator' || (item.label ?? '') !== '', JSON.stringify(item)).toBe(true)
    }
  })
})

describe('its keys', () => {
  it('that are single are shown, and listened to by the page alone: a letter typed into a note is a letter', () => {
    const { item } = drawn()
    for (const command of MENU_COMMANDS) {
      const key = COMMAND_KEYS[command]
      if (key !== undefined) expect(item(command)).toMatchObject({ accelerator: key, registerAccelerator: !isPagesKey(key) })
    }
    expect(item('mark')).toMatchObject({ registerAccelerator: false })
    expect(item('open')).toMatchObject({ registerAccelerator: true })
  })
  it('are there once each, but for run and stop, of which only one can be done', () => {
    const keys = drawn().all.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [String(accelerator)]))
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual(['Space'])
  })
  it('neither reload the page nor open developer tools', () => {
    expect(drawn().all.map(({ role }) => role?.toLowerCase())).not.toEqual(expect.arrayContaining([expect.stringMatching(/reload|devtools/)]))
  })
})

describe('what cannot be done now', () => {
  it('is there and grey', () => {
    const { item } = drawn({ available: new Set(['open', 'keys']), canSave: false, canView: false })
    expect([item('open')?.enabled, item('run')?.enabled, item('keep')?.enabled, item('save-as')?.enabled, item('recent')?.enabled, item('new-view')?.enabled]).toEqual([true, false, false, false, false, false])
  })
})

describe('a new window', () => {
  it('is a laboratory of its own, or a second window of the one that runs', () => {
    const { item, done } = drawn()
    click(item('new-window'))
    click(item('new-view'))
    expect(done).toEqual(['new window', 'new view'])
  })
})

describe('recent files', () => {
  it('are there by name, by path where two have the same name, and open with a click', () => {
    const { item, done } = drawn({ recent: ['/a/x.pcapng', '/b/x.pcapng', '/c/R&D.pcap'] })
    expect([0, 1, 2].map((index) => item(`recent-${index}`)?.label)).toEqual(['/a/x.pcapng', '/b/x.pcapng', 'R&&D.pcap'])
    click(item('recent-1'))
    click(item('clear-recent'))
    expect(done).toEqual(['/b/x.pcapng', 'clear'])
  })
})

describe('on a Mac', () => {
  it('single keys are not in the menu, which would take them from a note that is being written', () => {
    const { item } = drawn({ platform: 'darwin' })
    expect([item('mark')?.accelerator, item('open')?.accelerator]).toEqual([undefined, 'CmdOrCtrl+O'])
  })
  it('quitting and "about" are in the application\'s own menu, which comes first', () => {
    const [first, ...others] = drawn({ platform: 'darwin' }).template
    const own = items([first ?? {}])
    expect(own.map(({ id, role }) => id ?? role)).toEqual(expect.arrayContaining(['about', 'quit']))
    expect(items(others).some(({ id, role }) => id === 'about' || role === 'quit')).toBe(false)
  })
})
