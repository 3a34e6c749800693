import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron'
import { DROP_CHANNEL, WINDOW_BRIDGE, type WindowBridge } from '../shared/ipc/window'

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

// A file dropped on the window: where it lies goes to the shell, past the page. Only a file that a person's hand brought in has a path; one made by a script has none.
window.addEventListener('drop', (event) => {
  const file = event.dataTransfer?.files[0]
  const path = file === undefined ? '' : webUtils.getPathForFile(file)
  if (path !== '') ipcRenderer.send(DROP_CHANNEL, path)
}, { capture: true })
