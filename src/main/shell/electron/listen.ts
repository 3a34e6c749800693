import { ipcMain, type IpcMainEvent } from 'electron'
import { DROP_CHANNEL, WINDOW_BRIDGE } from '../../../shared/ipc/window'
import type { LabWindow } from './lab-window'

/** The two channels pages can speak on. A message counts only for the window it comes from; of anything else nobody hears. */
export function listenToPages(windows: ReadonlySet<LabWindow>): void {
  const listen = (channel: string, hear: (window: LabWindow, event: IpcMainEvent, message: unknown) => boolean): void => {
    ipcMain.on(channel, (event: IpcMainEvent, message: unknown) => {
      const window = [...windows].find((each) => each.isOf(event.sender))
      if (window === undefined || !hear(window, event, message)) console.error('window: a message was refused')
    })
  }
  listen(WINDOW_BRIDGE, (window, { senderFrame }, message) => window.receive(senderFrame, message))
  listen(DROP_CHANNEL, (window, { senderFrame }, path) => window.receiveDrop(senderFrame, path))
}
