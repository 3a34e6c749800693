import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron'
import { BATCH_CHANNEL, DROP_CHANNEL, WINDOW_BRIDGE, type WindowBridge } from '../shared/ipc/window'

// The only thing of this process that the page sees: text out, text and batches in, over fixed channels. What the text says is checked on the other side.
const bridge: WindowBridge = {
  post: (message) => ipcRenderer.send(WINDOW_BRIDGE, message),
  on: (listener) => listen<string>(WINDOW_BRIDGE, listener),
  onBatch: (listener) => listen<Uint8Array>(BATCH_CHANNEL, listener)
}

function listen<T>(channel: string, listener: (message: T) => void): () => void {
  const received = (_event: IpcRendererEvent, message: T): void => listener(message)
  ipcRenderer.on(channel, received)
  return () => {
    ipcRenderer.removeListener(channel, received)
  }
}

contextBridge.exposeInMainWorld(WINDOW_BRIDGE, bridge)

// A file dropped on the window: where it lies goes to the shell, past the page. Only a file that a person's hand brought in has a path; one made by a script has none.
window.addEventListener('drop', (event) => {
  const file = event.dataTransfer?.files[0]
  const path = file === undefined ? '' : webUtils.getPathForFile(file)
  if (path !== '') ipcRenderer.send(DROP_CHANNEL, path)
}, { capture: true })
