import type { MenuItemConstructorOptions } from 'electron'
import type { Language } from '../../../shared/ipc/engine'
import type { MenuCommand } from '../../../shared/ipc/lab'
import { MENU_TEXT } from './menu-text'

/** The keys of the commands, as Electron spells them. Those with Ctrl are the menu's alone. */
export const COMMAND_KEYS: Readonly<Record<MenuCommand, string>> = {
  run: 'Space', stop: 'Space', keep: 'CmdOrCtrl+S', open: 'CmdOrCtrl+O', mark: 'M', follow: 'F', scale: 'E', keys: '?'
}

/** Single keys are shown in the menu and listened to by the page: a letter must not fire while somebody types a note, which only the page knows. */
const isPagesKey = (key: string): boolean => !key.includes('+')

/** @param command what a click does */
export function menuTemplate(language: Language, command: (name: MenuCommand) => void): MenuItemConstructorOptions[] {
  const text = MENU_TEXT[language]
  const item = (name: MenuCommand): MenuItemConstructorOptions => ({
    id: name, label: text[name], accelerator: COMMAND_KEYS[name], registerAccelerator: !isPagesKey(COMMAND_KEYS[name]), click: () => command(name)
  })
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  return [
    { label: text.lab, submenu: [item('run'), item('stop'), separator, item('open'), item('keep'), item('mark'), separator, { role: 'quit', label: text.quit }] },
    {
      label: text.edit,
      submenu: [
        { role: 'undo', label: text.undo }, { role: 'redo', label: text.redo }, separator, { role: 'cut', label: text.cut }, { role: 'copy', label: text.copy },
        { role: 'paste', label: text.paste }, { role: 'selectAll', label: text.selectAll }
      ]
    },
    {
      label: text.view,
      submenu: [
        item('follow'), item('scale'), separator, { role: 'resetZoom', label: text.resetZoom }, { role: 'zoomIn', label: text.zoomIn },
        { role: 'zoomOut', label: text.zoomOut }, { role: 'togglefullscreen', label: text.fullScreen }
      ]
    },
    { label: text.help, submenu: [item('keys')] }
  ]
}
