import type { Language } from './engine'

/** What a menu, or a key, can have the window do. */
export const MENU_COMMANDS = [
  'run', 'stop', 'watch', 'freeLab', 'keep', 'open', 'samples', 'export', 'mark', 'markSpan', 'undoNote', 'follow', 'scale', 'overview', 'compare', 'compareWith', 'grade', 'filter', 'packets', 'sockets', 'counters', 'calls', 'interventions', 'notes',
  'packetDetail', 'stepBack', 'stepForward', 'connectionBefore', 'connectionAfter', 'replay', 'replaySlower', 'replayFaster', 'replayFirst', 'replayLast', 'replayEnd', 'terminals', 'sidebar', 'projector', 'theme', 'language',
  'keys', 'about'
] as const
export type MenuCommand = (typeof MENU_COMMANDS)[number]

/**
 * The keys of the commands, as a menu spells them (Electron's accelerators). Page and menu both read them here. A single key is the page's alone: a letter
 * must not fire while somebody types a note, which only the page knows. (Escape, and Ctrl+Z of a field, mean what they mean everywhere, and are no menu's.)
 */
export const COMMAND_KEYS: Readonly<Partial<Record<MenuCommand, string>>> = {
  run: 'Space', stop: 'Space', keep: 'CmdOrCtrl+S', open: 'CmdOrCtrl+O', samples: 'S', export: 'CmdOrCtrl+E', mark: 'M', markSpan: 'N', follow: 'F', scale: 'E', overview: 'O', compare: 'C', compareWith: 'D', grade: 'G', filter: '/', packets: '1', sockets: '2', counters: '3', calls: '4',
  interventions: '5', notes: '6', packetDetail: 'B', stepBack: 'Left', stepForward: 'Right', connectionBefore: '[', connectionAfter: ']', replay: 'P', replaySlower: ',', replayFaster: '.',
  replayFirst: 'Home', replayLast: 'End', terminals: 'T', projector: 'H', keys: '?'
}

/** Single keys are listened to by the page, the others by the menu, and by the page where there is no menu. */
export const isPagesKey = (key: string): boolean => !key.includes('+')

/** What a desktop must know of its window. */
export interface WindowState {
  readonly language: Language
  /** The commands that would do something now. */
  readonly available: readonly MenuCommand[]
}

/** A capture that a person gave to the shell: by a dialog, a drop, the file manager, the menu. The window knows its token, never its path. */
export interface OfferedCapture {
  readonly token: string
  readonly name: string
  /** What another window of the program records just now: it is read as it grows, and its time goes on. */
  readonly live?: true
}

/** The part of `Lab` for the program around the page. */
export interface DesktopLab {
  /** Told when the window is ready, and whenever it changes. */
  windowState(state: WindowState): Promise<void>
}

/** The part of `LabNotifications` that comes from the program around the page. */
export interface DesktopNotifications {
  /** From the desktop menu. */
  menu(command: MenuCommand): void
  /** A person wants to see this file here. */
  opened(file: OfferedCapture): void
  /** The page that was here before ended by itself; what it was recording was kept under this path (undefined: nothing was being recorded). */
  crashed(recording?: string): void
}
