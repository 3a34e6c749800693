import { basename, extname, isAbsolute, join } from 'node:path'
import { BrowserWindow, nativeTheme, type WebContents, type WebFrameMain } from 'electron'
import { ok, type Result } from '../../../shared/base/result'
import { BATCH_CHANNEL, WINDOW_BRIDGE, WINDOW_MESSAGE_LIMIT } from '../../../shared/ipc/window'
import type { MenuCommand, WindowState } from '../../../shared/ipc/lab-desktop'
import { Desk, type DeskSurroundings } from '../desk/desk'
import type { ExportPlace, SessionExporter } from '../desk/export-session'
import type { OfferedFile } from '../desk/offered-files'
import { linkWindow, type WindowLink } from '../desk/window-link'
import { askForCapture, askWhereTo, askWhetherToKeep, saveRecordingAs, tellKeepFailed } from './dialogs'
import { isOurPage, PAGE_URL } from './page-protocol'
import { printReport } from './print-report'
import { SMALLEST, type Area, type WindowPlace } from './window-place'

/** Before the page has drawn itself: its own background, so that nothing flashes. */
const BACKGROUND = { light: '#ffffff', dark: '#12161c' }
/** PATH_MAX of Linux, in characters at most. */
const LONGEST_PATH = 4096

export type WindowEnd = 'closed' | 'crashed'

/** What a window tells the app, and what it needs of it. */
export interface WindowHost {
  readonly around: DeskSurroundings
  /** The built preload script. */
  readonly preload: string
  readonly bounds: Area
  /** How the last window stood. */
  readonly shown: Pick<WindowPlace, 'maximized' | 'fullScreen'>
  /** The menu depends on what has changed. */
  changed(window: LabWindow): void
  /** A file was opened here, or saved from here. */
  used(path: string): void
  /** The window is gone, its engine ended. */
  closed(window: LabWindow, why: WindowEnd, place: WindowPlace, recording: string | undefined): void
}

/** One window: its page, the channel to it and its desk. The page is loaded once; a page that crashed gets a new window. */
export class LabWindow {
  state: WindowState
  private readonly browser: BrowserWindow
  private readonly link: WindowLink<Desk>
  private ending: Promise<void> | undefined
  private asking: Promise<boolean> | undefined
  /** What the page is told once it listens. */
  private waiting: (() => void)[] | undefined = []
  private place: WindowPlace
  /** What another window records, when this one looks on. */
  private view: OfferedFile | undefined

  constructor(private readonly host: WindowHost) {
    const { around, bounds, shown, preload } = host
    this.state = { language: around.language, available: [] }
    this.place = { bounds, ...shown }
    this.browser = new BrowserWindow({
      ...bounds, minWidth: SMALLEST.width, minHeight: SMALLEST.height, show: false, title: 'TIME_WAIT Lab', fullscreen: shown.fullScreen,
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true, webviewTag: false, navigateOnDragDrop: false, spellcheck: false }
    })
    if (shown.maximized) this.browser.maximize()
    this.link = linkWindow((message) => this.post(message), (window) => new Desk({
      ...around, chooseFile: () => this.chooseCapture(), onWindowState: (state) => this.onState(state), exportSession: this.exporter(around.exportSession)
    }, window))
    this.watch()
    void this.browser.loadURL(PAGE_URL)
  }

  get focused(): boolean {
    return !this.browser.isDestroyed() && this.browser.isFocused()
  }

  /** Nothing in here would be lost or interrupted by opening a file. */
  get free(): boolean {
    return !this.link.lab.running && !this.link.lab.unkept
  }

  /** Whether another window could look on. */
  get viewable(): boolean {
    return this.link.lab.viewable
  }

  /** Whether something was recorded here, kept or not. */
  get recorded(): boolean {
    return this.link.lab.recorded
  }

  /** @returns false when this is no message of our page: of its top frame, as text of a request's size */
  receive(frame: WebFrameMain | null, message: unknown): boolean {
    return isPageItself(frame) && typeof message === 'string' && message.length <= WINDOW_MESSAGE_LIMIT && this.link.receive(message)
  }

  /** The preload tells where a dropped file lies; the page itself never learns it. @returns false when this is no such message */
  receiveDrop(frame: WebFrameMain | null, path: unknown): boolean {
    if (!isPageItself(frame) || typeof path !== 'string' || path.length > LONGEST_PATH || !isAbsolute(path)) return false
    this.open(path)
    return true
  }

  isOf(contents: WebContents): boolean {
    return !this.browser.isDestroyed() && this.browser.webContents === contents
  }

  command(command: MenuCommand): void {
    this.link.window.menu(command)
  }

  /** Shows a file of this machine, as if the person had chosen it in here. @param path absolute */
  open(path: string): void {
    const file = { path, name: basename(path) }
    this.host.used(path)
    this.whenReady(() => this.link.window.opened({ token: this.host.around.files.offer(file), name: file.name }))
  }

  /** Shows what another window records, as it goes on there. @param view of that window's desk; given back when this window ends */
  lookOn(view: OfferedFile): void {
    this.view = view
    this.whenReady(() => this.link.window.opened({ token: this.host.around.files.offer(view), name: view.name, live: true }))
  }

  /** What is recorded here, for another window. */
  shown(): Promise<Result<OfferedFile>> {
    return this.link.lab.view()
  }

  /** Tells the page that the one before it ended by itself. */
  tellCrash(recording: string | undefined): void {
    this.whenReady(() => this.link.window.crashed(recording))
  }

  focus(): void {
    if (this.browser.isDestroyed()) return
    if (this.browser.isMinimized()) this.browser.restore()
    this.browser.show()
    this.browser.focus()
  }

  /** The recording under a name and in a folder of the person's choice. */
  async saveAs(): Promise<void> {
    const saved = await saveRecordingAs(this.browser, this.link.lab, this.state.language)
    if (saved !== undefined) this.host.used(saved)
  }

  /** Asks what to do with a recording that has no name yet. @returns false when the window is to stay */
  mayEnd(): Promise<boolean> {
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined
    })
    return this.asking
  }

  /** Gives what was recorded its name without asking: the machine is going down. */
  async keep(): Promise<void> {
    if (this.link.lab.unkept) await this.link.lab.keep()
  }

  /** Ends the session and the window; fulfilled when no engine is left. Safe to call again. */
  end(why: WindowEnd): Promise<void> {
    this.ending ??= this.endOnce(why)
    return this.ending
  }

  private watch(): void {
    const { browser } = this
    browser.once('ready-to-show', () => browser.show())
    browser.on('close', (event) => {
      event.preventDefault()
      void this.mayEnd().then((may) => (may ? this.end('closed') : undefined))
    })
    browser.once('closed', () => void this.end('closed'))
    browser.on('focus', () => this.host.changed(this))
    browser.webContents.on('render-process-gone', () => void this.crashed())
    for (const name of ['resize', 'move', 'maximize', 'unmaximize', 'enter-full-screen', 'leave-full-screen'] as const) browser.on(name as 'resize', () => this.look())
  }

  /** Where the window stands, for the next start. */
  private look(): void {
    const { browser } = this
    if (browser.isDestroyed() || browser.isMinimized()) return
    this.place = { bounds: browser.getNormalBounds(), maximized: browser.isMaximized(), fullScreen: browser.isFullScreen() }
  }

  private async ask(): Promise<boolean> {
    if (!this.link.lab.unkept || this.ending !== undefined) return true
    this.focus()
    const answer = await askWhetherToKeep(this.browser, this.state.language)
    if (answer !== 'keep') return answer === 'discard'
    const kept = await this.link.lab.keep()
    if (!kept.ok) await tellKeepFailed(this.browser, this.state.language, kept.error)
    return kept.ok
  }

  private async endOnce(why: WindowEnd, recording?: string): Promise<void> {
    this.look()
    this.link.close()
    await this.link.lab.close()
    if (this.view !== undefined) await this.link.lab.discardView(this.view)
    if (!this.browser.isDestroyed()) this.browser.destroy()
    this.host.closed(this, why, this.place, recording)
  }

  /** The page is gone, the session is not: what it recorded is kept under its name before everything ends. */
  private async crashed(): Promise<void> {
    const kept = this.link.lab.recorded ? await this.link.lab.keep() : undefined
    this.ending ??= this.endOnce('crashed', kept?.ok === true ? kept.value.path : undefined)
    await this.ending
  }

  private onState(state: WindowState): void {
    this.state = state
    this.waiting?.splice(0).forEach((tell) => tell())
    this.waiting = undefined
    this.host.changed(this)
  }

  private whenReady(tell: () => void): void {
    if (this.waiting === undefined) tell()
    else this.waiting.push(tell)
  }

  private post(message: string | Uint8Array): void {
    if (!this.browser.isDestroyed() && !this.browser.webContents.isDestroyed()) this.browser.webContents.send(typeof message === 'string' ? WINDOW_BRIDGE : BATCH_CHANNEL, message)
  }

  /** The person is asked where to, by the system's dialog, which asks about a file that is there; and reports can be printed. */
  private exporter(exportSession: SessionExporter): SessionExporter {
    const whereTo = async (name: string): Promise<ExportPlace | undefined> => {
      const extension = extname(name).slice(1)
      const path = await askWhereTo(this.browser, name, [{ name: extension.toUpperCase(), extensions: [extension] }])
      return path === undefined ? undefined : { path, force: true }
    }
    return (source, name, wanted, around) => exportSession(source, name, wanted, { ...around, askWhereTo: whereTo, print: printReport })
  }

  private async chooseCapture(): Promise<Result<OfferedFile | null>> {
    const path = await askForCapture(this.browser, this.state.language)
    if (path !== undefined) this.host.used(path)
    return ok(path === undefined ? null : { path, name: basename(path) })
  }
}

const isPageItself = (frame: WebFrameMain | null): boolean => frame !== null && frame.parent === null && isOurPage(frame.url)

/** Where the preload script stands beside the main script. */
export const preloadScript = (root: string): string => join(root, 'out/preload/index.js')
