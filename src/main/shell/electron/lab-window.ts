import { basename, join } from 'node:path'
import { BrowserWindow, dialog, ipcMain, nativeTheme, type IpcMainEvent } from 'electron'
import { ok, type Result } from '../../../shared/base/result'
import { WINDOW_BRIDGE, WINDOW_MESSAGE_LIMIT } from '../../../shared/ipc/window'
import type { MenuCommand } from '../../../shared/ipc/lab'
import { Desk, type DeskSurroundings } from '../desk/desk'
import type { OfferedFile } from '../desk/offered-files'
import { linkWindow, type WindowLink } from '../desk/window-link'
import { MENU_TEXT } from './menu-text'
import { isOurPage, PAGE_URL } from './page-protocol'

const SIZE = { width: 1280, height: 800, minWidth: 900, minHeight: 600 }
/** Before the page has drawn itself: its own background, so that nothing flashes. */
const BACKGROUND = { light: '#ffffff', dark: '#12161c' }
/** What capture programs write; the engine looks at the bytes, not at the name. */
const CAPTURE_EXTENSIONS = ['pcapng', 'pcap', 'cap', 'dmp']

/** The one window: its page, the channel to it and its desk. The page is loaded once; a page that crashed gets a new window. */
export class LabWindow {
  private readonly browser: BrowserWindow
  private readonly link: WindowLink<Desk>
  private ending: Promise<void> | undefined

  /** @param preload the built preload script */
  constructor(private readonly around: DeskSurroundings, preload: string, private readonly onClosed: (why: 'closed' | 'crashed') => void) {
    this.browser = new BrowserWindow({
      ...SIZE, show: false, title: 'TIME_WAIT Lab', backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true, webviewTag: false, navigateOnDragDrop: false, spellcheck: false }
    })
    this.link = linkWindow((text) => this.post(text), (window) => new Desk({ ...around, chooseFile: () => this.chooseCapture() }, window))
    ipcMain.on(WINDOW_BRIDGE, this.received)
    this.browser.once('ready-to-show', () => this.browser.show())
    this.browser.once('closed', () => void this.end('closed'))
    this.browser.webContents.on('render-process-gone', () => void this.crashed())
    void this.browser.loadURL(PAGE_URL)
  }

  command(command: MenuCommand): void {
    this.link.window.menu(command)
  }

  focus(): void {
    if (this.browser.isMinimized()) this.browser.restore()
    this.browser.focus()
  }

  /** Ends the session and the window; fulfilled when no engine is left. Safe to call again. */
  end(why: 'closed' | 'crashed'): Promise<void> {
    this.ending ??= this.endOnce(why)
    return this.ending
  }

  private async endOnce(why: 'closed' | 'crashed'): Promise<void> {
    ipcMain.removeListener(WINDOW_BRIDGE, this.received)
    this.link.close()
    await this.link.lab.close()
    if (!this.browser.isDestroyed()) this.browser.destroy()
    this.onClosed(why)
  }

  /** The page is gone, the session is not: what it recorded is kept under its name before everything ends. */
  private async crashed(): Promise<void> {
    await this.link.lab.keep()
    await this.end('crashed')
  }

  private post(text: string): void {
    if (!this.browser.isDestroyed() && !this.browser.webContents.isDestroyed()) this.browser.webContents.send(WINDOW_BRIDGE, text)
  }

  /** Messages count only from the top frame of this window showing our page, and only as text of a request's size. */
  private readonly received = (event: IpcMainEvent, message: unknown): void => {
    const { sender, senderFrame } = event
    const ours = !this.browser.isDestroyed() && sender === this.browser.webContents && senderFrame !== null && senderFrame.parent === null && isOurPage(senderFrame.url)
    if (!ours || typeof message !== 'string' || message.length > WINDOW_MESSAGE_LIMIT || !this.link.receive(message)) console.error('window: a message was refused')
  }

  private async chooseCapture(): Promise<Result<OfferedFile | null>> {
    const { canceled, filePaths } = await dialog.showOpenDialog(this.browser, {
      properties: ['openFile'], filters: [{ name: MENU_TEXT[this.around.language].captures, extensions: CAPTURE_EXTENSIONS }, { name: '*', extensions: ['*'] }]
    })
    const [path] = filePaths
    return ok(canceled || path === undefined ? null : { path, name: basename(path) })
  }
}

/** Where the preload script stands beside the main script. */
export const preloadScript = (root: string): string => join(root, 'out/preload/index.js')
