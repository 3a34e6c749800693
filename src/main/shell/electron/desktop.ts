import { app, dialog, Menu } from 'electron'
import type { Language } from '../../../shared/ipc/engine'
import { RestartBudget, type Installation } from '../../engine-host'
import type { DeskSurroundings } from '../desk/desk'
import { deskSurroundings } from '../desk/surroundings'
import { LabWindow, preloadScript } from './lab-window'
import { menuTemplate } from './menu'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The desktop app while it runs: one window, its menu, and the order in which everything ends. */
export class Desktop {
  private window: LabWindow | undefined
  private readonly crashes = new RestartBudget()
  private ended = false

  private constructor(private readonly around: DeskSurroundings, private readonly preload: string) {}

  static async open(installation: Installation, language: Language): Promise<Desktop> {
    const desktop = new Desktop(await deskSurroundings({ shell: 'electron', installation, language }), preloadScript(installation.root))
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(language, (command) => desktop.window?.command(command))))
    app.on('second-instance', () => desktop.window?.focus())
    app.on('before-quit', (event) => desktop.beforeQuit(event))
    // Without a listener the app would quit before the window's session has ended.
    app.on('window-all-closed', () => undefined)
    for (const signal of SIGNALS) process.on(signal, () => app.quit())
    desktop.openWindow()
    return desktop
  }

  private openWindow(): void {
    this.window = new LabWindow(this.around, this.preload, (why) => {
      this.window = undefined
      if (why === 'crashed') this.afterCrash()
      else app.quit()
    })
  }

  /** A page that crashes again and again is not shown for ever. */
  private afterCrash(): void {
    const now = performance.now()
    this.crashes.died(now)
    if (this.crashes.mayRestart(now)) return this.openWindow()
    dialog.showErrorBox('TIME_WAIT Lab', 'The window ended by itself several times within a minute. / 창이 1분 안에 여러 번 저절로 끝났습니다.')
    app.quit()
  }

  /** Quitting waits until no engine is left. */
  private beforeQuit(event: { preventDefault(): void }): void {
    if (this.ended || this.window === undefined) return
    event.preventDefault()
    void this.window.end('closed').finally(() => {
      this.ended = true
      app.quit()
    })
  }
}
