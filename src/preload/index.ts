import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { WINDOW_BRIDGE, type WindowBridge } from '../shared/ipc/window'

// The only thing of this process that the page sees: text out, text in, over one fixed channel. What the text says is checked on the other side.
const bridge: WindowBridge = {
  post: (message) => ipcRenderer.send(WINDOW_BRIDGE, message),
  on: (listener) => {
    const received = (_event: IpcRendererEvent, message: string): void => listener(message)
    ipcRenderer.on(WINDOW_BRIDGE, received)
    return () => {
      ipcRenderer.removeListener(WINDOW_BRIDGE, received)
    }
  }
}
contextBridge.exposeInMainWorld(WINDOW_BRIDGE, bridge)
