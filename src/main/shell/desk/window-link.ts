import { createBirpc } from 'birpc'
import type { Lab, LabNotifications } from '../../../shared/ipc/lab'
import { parseMessage, serializeMessage } from '../../../shared/ipc/rpc-channel'
import { batchMessage } from '../../../shared/ipc/window'
import { checkedCalls } from './lab-calls'

type Listener = (message: object) => void

/** The shell's side of one window's channel (WindowBridge), whatever carries it. */
export interface WindowLink<L extends Lab> {
  readonly lab: L
  readonly window: LabNotifications
  /** @returns false when the text is no message at all: no window of ours sent it */
  receive(text: string): boolean
  /** Nothing is sent from here on. */
  close(): void
}

/**
 * @param post sends one message to the window, its text or its bytes, each kind in its turn; must not throw when the window is gone
 * @param labFor the lab this window works with, given what tells the window things. Notifications are not awaited: a window that answers nothing holds nothing up.
 */
export function linkWindow<L extends Lab>(post: (message: string | Uint8Array) => void, labFor: (window: LabNotifications) => L): WindowLink<L> {
  const listeners = new Set<Listener>()
  let open = true
  const tell = (name: keyof LabNotifications, ...args: unknown[]): void => {
    if (open) void remote.$callEvent(name, ...args)
  }
  const window: LabNotifications = {
    events: (session, jsonLines) => tell('events', session, jsonLines),
    batch: (session, batch) => {
      if (open) post(batchMessage(session, batch))
    },
    engine: (session, status) => tell('engine', session, status),
    progress: (session, done, total) => tell('progress', session, done, total),
    trouble: (session, failure) => tell('trouble', session, failure),
    exporting: (done, total) => tell('exporting', done, total),
    menu: (command) => tell('menu', command),
    opened: (file) => tell('opened', file),
    crashed: (recording) => tell('crashed', recording),
    terminalOutput: (id, text) => tell('terminalOutput', id, text),
    terminalEnded: (id, status) => tell('terminalEnded', id, status)
  }
  const lab = labFor(window)
  const remote = createBirpc<Record<string, (...args: unknown[]) => void>, object>(checkedCalls(lab), {
    post: (text: string): void => {
      if (open) post(text)
    },
    on: (listener: Listener): void => void listeners.add(listener),
    serialize: serializeMessage,
    bind: 'functions',
    onFunctionError: (error, name) => console.error(`window: ${name}: ${error.message}`)
  })
  return {
    lab, window,
    receive: (text) => {
      const message = parseMessage(text)
      if (message !== undefined) listeners.forEach((listener) => listener(message))
      return message !== undefined
    },
    close: () => {
      open = false
      listeners.clear()
      remote.$close()
    }
  }
}
