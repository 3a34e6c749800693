import { describe, expect, it } from 'vitest'
import { commandShortcuts } from '../../../src/renderer/src/composables/use-commands'
import { COMMAND_KEYS, isPagesKey, MENU_COMMANDS } from '../../../src/shared/ipc/lab-desktop'

/** How a browser names the keys that a menu spells otherwise. */
const NAMES: Readonly<Record<string, string>> = { Space: ' ', Left: 'ArrowLeft', Right: 'ArrowRight', Home: 'Home', End: 'End' }

describe('the page\'s keys', () => {
  it('are those of the menu, each for the same command, and no others', () => {
    const obeyed: string[] = []
    const shortcuts = commandShortcuts((name) => obeyed.push(name), () => obeyed.push('run or stop'))
    const press = (key: string): string | undefined => {
      shortcuts[key]?.({} as KeyboardEvent)
      return obeyed.at(-1)
    }
    const keys = MENU_COMMANDS.flatMap((command) => {
      const key = COMMAND_KEYS[command]
      if (key === undefined) return []
      const name = isPagesKey(key) ? NAMES[key] ?? key.toLowerCase() : key.toLowerCase().replace('cmdorctrl', 'ctrl')
      expect(press(name), key).toBe(key === 'Space' ? 'run or stop' : command)
      return [name]
    })
    expect(Object.keys(shortcuts).sort()).toEqual([...new Set(keys)].sort())
  })
})
