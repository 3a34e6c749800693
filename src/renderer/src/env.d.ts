import type { WindowBridge } from '../../shared/ipc/window'

declare global {
  interface Window {
    /** Put here by the preload; absent in a browser. */
    readonly twlab?: WindowBridge
  }
}
