import { join } from 'node:path'
import { app, dialog, Menu, powerMonitor, screen, type BrowserWindow } from 'electron'
import type { Language } from '../../../shared/ipc/engine'
import type { MenuCommand } from '../../../shared/ipc/lab-desktop'
import { RestartBudget, type Installation } from '../../engine-host'
import type { DeskSurroundings } from '../desk/desk'
import { deskSurroundings } from '../desk/surroundings'
import { failureText } from '../text/failure-text'
import { spoken } from '../text/spoken'
import { DesktopMemory } from './desktop-memory'
import { DESKTOP_TEXT } from './desktop-text'
import { keepDownloads } from './downloads'
import { LabWindow, preloadScript, type WindowEnd, type WindowHost } from './lab-window'
import { listenToPages } from './listen'
import { menuTemplate, type MenuDeeds } from './menu'
import { placeWindow, type WindowPlace } from './window-place'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Each may run an engine: as many as the browser shell serves. */
const MAX_WINDOWS = 8

/** The desktop app while it runs: its windows, the menu, what it remembers, and the order in which everything ends. */
export class Desktop {
  private readonly windows = new Set<LabWindow>()
  private readonly crashes = new RestartBudget()
  private language: Language
  private latest: LabWindow | undefined
  private removeDownloads: () => Promise<void> = () => Promise.resolve()
  /** `asking`: each window's recording is being asked about. `ending`: nothing is asked any more. */
  private leaving: 'no' | 'asking' | 'ending' | 'over' = 'no'

  private constructor(private readonly around: DeskSurroundings, private readonly preload: string, private readonly memory: DesktopMemory) {
    this.language = around.language
  }

  /** @param files captures to show at once, absolute paths */
  static async open(installation: Installation, language: Language, files: readonly string[]): Promise<Desktop> {
    const memory = await DesktopMemory.load(join(app.getPath('userData'), 'desktop.json'))
    const desktop = new Desktop(await deskSurroundings({ shell: 'electron', installation, language }), preloadScript(installation.root), memory)
    desktop.begin(files)
    return desktop
  }

  /** A second start, or the system, wants these files to be seen, or just the window. */
  show(files: readonly string[]): void {
    if (this.leaving !== 'no') return
    if (files.length === 0) (this.latest ?? this.openWindow())?.focus()
    for (const file of files) this.openFile(file)
  }

  private begin(files: readonly string[]): void {
    listenToPages(this.windows)
    this.removeDownloads = keepDownloads((window) => this.windowOf(window)?.state.language ?? this.language)
    app.on('before-quit', (event) => this.beforeQuit(event))
    // Without a listener the app would quit before the last window's session has ended.
    app.on('window-all-closed', () => undefined)
    app.on('activate', () => this.show([]))
    powerMonitor.on('shutdown', (...given: unknown[]) => {
      given.filter(isPreventable).forEach((event) => event.preventDefault())
      void this.endAll('keep')
    })
    for (const signal of SIGNALS) process.on(signal, () => void this.endAll('discard'))
    this.openWindow()
    this.show(files)
  }

  private openWindow(): LabWindow | undefined {
    if (this.windows.size >= MAX_WINDOWS) {
      this.latest?.focus()
      return undefined
    }
    const primary = screen.getPrimaryDisplay()
    const areas = [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)].map(({ workArea }) => workArea)
    const first = this.windows.size === 0
    const { memory } = this
    const host: WindowHost = {
      around: { ...this.around, language: this.language }, preload: this.preload, bounds: placeWindow(memory.place, areas, this.windows.size),
      shown: { maximized: first && memory.place?.maximized === true, fullScreen: first && memory.place?.fullScreen === true },
      changed: (window) => this.onChanged(window),
      used: (path) => {
        memory.addRecent(path)
        app.addRecentDocument(path)
        this.drawMenu()
      },
      closed: (window, why, place, recording) => this.onClosed(window, why, place, recording)
    }
    const window = new LabWindow(host)
    this.windows.add(window)
    this.latest = window
    this.drawMenu()
    return window
  }

  /** In the window that was used last, when nothing there would be lost by it; else in one of its own. */
  private openFile(path: string): void {
    const window = this.latest?.free === true ? this.latest : this.openWindow() ?? this.latest
    window?.focus()
    window?.open(path)
  }

  /** A second window of the laboratory in the one that was used last: for a projector, or another screen. */
  private async openView(): Promise<void> {
    const source = this.latest
    if (source === undefined || this.windows.size >= MAX_WINDOWS) return source?.focus()
    const view = await source.shown()
    // It has ended just now: the menu says so already.
    if (!view.ok) return console.error(`window: no second window: ${failureText(view.error, spoken('en'))}`)
    this.openWindow()?.lookOn(view.value)
  }

  private onChanged(window: LabWindow): void {
    if (window.focused || this.windows.size === 1) this.latest = window
    if (window === this.latest) this.language = window.state.language
    this.drawMenu()
  }

  private onClosed(window: LabWindow, why: WindowEnd, place: WindowPlace, recording: string | undefined): void {
    this.windows.delete(window)
    if (this.latest === window) this.latest = [...this.windows].at(-1)
    this.memory.setPlace(place)
    if (why === 'crashed') return this.afterCrash(recording)
    if (this.windows.size === 0 && this.leaving === 'no') app.quit()
    else if (this.leaving === 'no') this.drawMenu()
  }

  /** What the page showed is told again from its recording. A page that crashes again and again is not shown for ever. */
  private afterCrash(recording: string | undefined): void {
    if (this.leaving !== 'no') return
    const now = performance.now()
    this.crashes.died(now)
    if (this.crashes.mayRestart(now)) {
      const window = this.openWindow()
      window?.tellCrash(recording)
      if (recording !== undefined) window?.open(recording)
      return
    }
    dialog.showErrorBox('TIME_WAIT Lab', DESKTOP_TEXT[this.language].dialog.windowCrashed)
    void this.endAll('discard')
  }

  private drawMenu(): void {
    const window = this.latest
    const state = {
      platform: process.platform, language: this.language, available: new Set<MenuCommand>(window?.state.available ?? []), canSave: window?.recorded === true, canView: window?.viewable === true, recent: this.memory.recent
    }
    const deeds: MenuDeeds = {
      command: (command) => this.latest?.command(command),
      newWindow: () => void this.openWindow(),
      newView: () => void this.openView(),
      openRecent: (path) => this.openFile(path),
      clearRecent: () => {
        this.memory.clearRecent()
        app.clearRecentDocuments()
        this.drawMenu()
      },
      saveAs: () => void this.latest?.saveAs()
    }
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(state, deeds)))
  }

  private windowOf(browser: BrowserWindow): LabWindow | undefined {
    return [...this.windows].find((window) => window.isOf(browser.webContents))
  }

  /** Quitting asks about each recording, and waits until no engine is left. */
  private beforeQuit(event: { preventDefault(): void }): void {
    if (this.leaving === 'over') return
    event.preventDefault()
    if (this.leaving === 'no') void this.quitAsking()
  }

  private async quitAsking(): Promise<void> {
    this.leaving = 'asking'
    for (const window of this.windows) {
      if (!(await window.mayEnd())) {
        this.leaving = 'no'
        return
      }
    }
    await this.endAll('discard')
  }

  /** @param unkept what becomes of recordings without a name; nobody is asked */
  private async endAll(unkept: 'keep' | 'discard'): Promise<void> {
    if (this.leaving === 'ending' || this.leaving === 'over') return
    this.leaving = 'ending'
    try {
      if (unkept === 'keep') await Promise.all([...this.windows].map((window) => window.keep()))
      await Promise.all([...this.windows].map((window) => window.end('closed')))
      await Promise.all([this.removeDownloads(), this.memory.written()])
    } finally {
      this.leaving = 'over'
      app.quit()
    }
  }
}

/** The system waits while we end; Electron's types do not name this argument of theirs. */
const isPreventable = (value: unknown): value is { preventDefault(): void } =>
  typeof value === 'object' && value !== null && 'preventDefault' in value && typeof value.preventDefault === 'function'
