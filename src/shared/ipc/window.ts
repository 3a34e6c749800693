import type { Result } from '../base/result'

/**
 * The channel between a window and its shell: each message is the JSON text of one birpc message, either way, or, to the window alone, bytes (batchMessage). `Lab` is served by the shell, `LabNotifications`
 * by the window. Electron: `window.twlab`, put there by the preload. Browser: the WebSocket `WINDOW_PATHS.socket` of the page's own origin.
 */
export interface WindowBridge {
  /** @param message at most WINDOW_MESSAGE_LIMIT UTF-16 units; a longer one is dropped by the shell */
  post(message: string): void
  /** @returns what removes the listener again */
  on(listener: (message: string) => void): () => void
  /** Messages of bytes, see batchMessage; only from the shell to the window. @returns as above */
  onBatch(listener: (message: Uint8Array) => void): () => void
}

/** Name of the bridge in the page, and of the IPC channel behind it. */
export const WINDOW_BRIDGE = 'twlab'

/** The desktop's channel for messages of bytes. */
export const BATCH_CHANNEL = 'twlab-batch'

/** The desktop's third channel: the path of a file dropped on the window, from the preload alone. */
export const DROP_CHANNEL = 'twlab-drop'

/** From the window to the shell: requests are small. Characters in Electron, bytes in a browser. */
export const WINDOW_MESSAGE_LIMIT = 1024 * 1024

/** Bytes before a batch, so many that its columns stay where their types may begin: the session's number, lowest byte first, and nothing. */
const BATCH_PREFIX = 8

/** A batch of a session's events in columns (shared/batch), as it goes to the window. */
export function batchMessage(session: number, batch: Uint8Array): Uint8Array {
  const message = new Uint8Array(BATCH_PREFIX + batch.length)
  new DataView(message.buffer).setUint32(0, session, true)
  message.set(batch, BATCH_PREFIX)
  return message
}

/** The reverse. @returns undefined when the bytes are too few */
export function readBatchMessage(message: Uint8Array): { readonly session: number; readonly batch: Uint8Array } | undefined {
  if (message.length < BATCH_PREFIX) return undefined
  return { session: new DataView(message.buffer, message.byteOffset).getUint32(0, true), batch: message.subarray(BATCH_PREFIX) }
}

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
