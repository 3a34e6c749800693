import type { Result } from '../base/result'

/**
 * The channel between a window and its shell: each message is the JSON text of one birpc message, either way. `Lab` is served by the shell, `LabNotifications`
 * by the window. Electron: `window.twlab`, put there by the preload. Browser: the WebSocket `WINDOW_PATHS.socket` of the page's own origin.
 */
export interface WindowBridge {
  /** @param message at most WINDOW_MESSAGE_LIMIT UTF-16 units; a longer one is dropped by the shell */
  post(message: string): void
  /** @returns what removes the listener again */
  on(listener: (message: string) => void): () => void
}

/** Name of the bridge in the page, and of the IPC channel behind it. */
export const WINDOW_BRIDGE = 'twlab'

/** The desktop's second channel: the path of a file dropped on the window, from the preload alone. */
export const DROP_CHANNEL = 'twlab-drop'

/** From the window to the shell: requests are small. Characters in Electron, bytes in a browser. */
export const WINDOW_MESSAGE_LIMIT = 1024 * 1024

/** Paths of the browser shell. */
export const WINDOW_PATHS = {
  socket: '/ws',
  /** POST, the capture's bytes as the body, its name in `?name=`; answers UploadAnswer as JSON. */
  upload: '/upload',
  /** GET `/recordings/NAME`: a kept recording as a download. */
  recordings: '/recordings/',
  /** GET `/exports/NAME`: what was exported, as a download; `?view` of a report shows it, in an origin of its own. */
  exports: '/exports/'
} as const

/** `token` is for `Lab.start({ kind: 'file' })`. */
export type UploadAnswer = Result<{ readonly token: string; readonly name: string }>

/** WebSocket close codes of the browser shell (RFC 6455 section 7.4.2: 4000 to 4999 are the application's). */
export const WINDOW_CLOSED = {
  /** As many windows as the shell serves are open already. */
  tooMany: 4001,
  /** The shell is ending. */
  ending: 4002,
  /** The window sent what no window sends. */
  badMessage: 4003
} as const
