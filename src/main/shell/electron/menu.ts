import { basename } from 'node:path'
import type { MenuItemConstructorOptions } from 'electron'
import type { Language } from '../../../shared/ipc/engine'
import { COMMAND_KEYS, isPagesKey, type MenuCommand } from '../../../shared/ipc/lab-desktop'
import { DESKTOP_TEXT } from './desktop-text'

/** What the menu depends on. */
export interface MenuState {
  readonly platform: NodeJS.Platform
  readonly language: Language
  /** Commands that would do something in the window that has the focus. */
  readonly available: ReadonlySet<MenuCommand>
  /** Whether that window has a recording to save. */
  readonly canSave: boolean
  /** Whether a second window could show what runs in it. */
  readonly canView: boolean
  /** Paths, latest first. */
  readonly recent: readonly string[]
}

/** What its items do. */
export interface MenuDeeds {
  command(name: MenuCommand): void
  /** A laboratory of its own. */
  newWindow(): void
  /** The same laboratory once more. */
  newView(): void
  openRecent(path: string): void
  clearRecent(): void
  saveAs(): void
}

type Items = MenuItemConstructorOptions[]
const TABLES = ['packets', 'sockets', 'counters', 'calls', 'interventions', 'notes'] as const
const GO = ['stepBack', 'stepForward', 'connectionBefore', 'connectionAfter'] as const
const REPLAY = ['replay', 'replaySlower', 'replayFaster', 'replayFirst', 'replayLast', 'replayEnd'] as const
const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' }

/** The native menu. Commands go to the page; a key that the page listens to is only shown. */
export function menuTemplate(state: MenuState, deeds: MenuDeeds): Items {
  const { menu: text } = DESKTOP_TEXT[state.language]
  const mac = state.platform === 'darwin'
  const item = (name: MenuCommand): MenuItemConstructorOptions => {
    const accelerator = COMMAND_KEYS[name]
    // A Mac's menu takes every key it shows, from text fields too: there the page's keys are in its own list alone.
    const key = accelerator === undefined || (mac && isPagesKey(accelerator)) ? {} : { accelerator, registerAccelerator: !isPagesKey(accelerator) }
    return { id: name, label: text[name], enabled: state.available.has(name), click: () => deeds.command(name), ...key }
  }
  const file: Items = [
    { id: 'new-window', label: text.newWindow, accelerator: 'CmdOrCtrl+N', click: () => deeds.newWindow() },
    { id: 'new-view', label: text.newView, accelerator: 'CmdOrCtrl+Shift+N', enabled: state.canView, click: () => deeds.newView() }, SEPARATOR,
    item('open'), item('samples'), { id: 'recent', label: text.openRecent, enabled: state.recent.length > 0, submenu: recentItems(state.recent, text.clearRecent, deeds) }, SEPARATOR,
    item('keep'), { id: 'save-as', label: text.saveAs, accelerator: 'CmdOrCtrl+Shift+S', enabled: state.canSave, click: () => deeds.saveAs() }, item('export'), SEPARATOR,
    { role: 'close', label: text.close, accelerator: 'CmdOrCtrl+W' }, ...(mac ? [] : [{ role: 'quit', label: text.quit, accelerator: 'CmdOrCtrl+Q' } as const])
  ]
  const edit: Items = [
    { role: 'undo', label: text.undo }, { role: 'redo', label: text.redo }, SEPARATOR, { role: 'cut', label: text.cut }, { role: 'copy', label: text.copy },
    { role: 'paste', label: text.paste }, { role: 'selectAll', label: text.selectAll }
  ]
  const view: Items = [
    item('follow'), item('scale'), item('overview'), item('compare'), SEPARATOR, { label: text.tables, submenu: TABLES.map(item) }, item('filter'), item('packetDetail'), SEPARATOR,
    item('terminals'), item('sidebar'), item('projector'), item('theme'), item('language'), SEPARATOR,
    { role: 'resetZoom', label: text.resetZoom }, { role: 'zoomIn', label: text.zoomIn },
    // Where "+" needs Shift, Ctrl and the key without it enlarge too, as in every browser.
    { role: 'zoomIn', label: text.zoomIn, accelerator: 'CmdOrCtrl+=', visible: false, acceleratorWorksWhenHidden: true },
    { role: 'zoomOut', label: text.zoomOut }, SEPARATOR, { role: 'togglefullscreen', label: text.fullScreen }
  ]
  const lab: Items = [
    item('run'), item('stop'), SEPARATOR, item('freeLab'), item('watch'), SEPARATOR, item('mark'), item('markSpan'), item('undoNote'), SEPARATOR, item('compareWith'), item('grade'), SEPARATOR,
    { label: text.go, submenu: GO.map(item) }, { label: text.replayed, submenu: REPLAY.map(item) }
  ]
  const window: Items = [{ role: 'minimize', label: text.minimize }]
  const help: Items = [item('keys'), ...(mac ? [] : [item('about')])]
  const app: Items = [
    item('about'), SEPARATOR, { role: 'hide', label: text.hide }, { role: 'hideOthers', label: text.hideOthers }, { role: 'unhide', label: text.showAll }, SEPARATOR,
    { role: 'quit', label: text.quit }
  ]
  return [
    ...(mac ? [{ label: 'TIME_WAIT Lab', submenu: app }] : []), { label: text.file, submenu: file }, { label: text.edit, submenu: edit }, { label: text.view, submenu: view },
    { label: text.lab, submenu: lab }, ...(mac ? [{ role: 'window', label: text.window, submenu: window } as const] : []), { role: 'help', label: text.help, submenu: help }
  ]
}

/** By name; where two files have the same, by path. An ampersand in a name is one, not a mark for Alt. */
function recentItems(recent: readonly string[], clear: string, deeds: MenuDeeds): Items {
  const names = recent.map((path) => basename(path))
  const files = recent.map((path, index): MenuItemConstructorOptions => {
    const unique = names.filter((name) => name === names[index]).length === 1
    return { id: `recent-${index}`, label: (unique ? names[index] ?? path : path).replaceAll('&', '&&'), click: () => deeds.openRecent(path) }
  })
  return [...files, SEPARATOR, { id: 'clear-recent', label: clear, click: () => deeds.clearRecent() }]
}
