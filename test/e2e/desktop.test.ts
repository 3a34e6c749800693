import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { endedByItself, type DesktopApp } from './support/desktop-app'
import { desktopTests, signalEnds } from './support/desktop-tests'
import { LabPage } from './support/lab-page'
import type { Mark } from './support/left-running'
import { PATIENCE_MS } from './support/patience'
import { RecordsPage } from './support/records-page'

const EXPERIMENT = /Whoever closes first waits/
const CAPTURE = resolve(import.meta.dirname, '../fixtures/captures/loopback-ipv4.pcapng')
const SOON = { timeout: PATIENCE_MS, interval: 50 }
/** The buttons of the question about a recording without a name. */
const [KEEP, , CANCEL] = [0, 1, 2]
const program = desktopTests()
let folder: string
let mark: Mark
let desktop: DesktopApp
let window: LabPage

async function begin(): Promise<void> {
  ({ folder, mark, desktop, window } = await program.start())
}
const quit = (): Promise<void> => program.quit({ folder, mark, desktop, window })
async function start(...files: string[]): Promise<void> {
  ({ desktop, window } = await program.start(files, { prepared: { folder, mark } }))
}
async function capture(name: string): Promise<string> {
  const path = join(folder, name)
  await copyFile(CAPTURE, path)
  return path
}
/** Read to its end, too: until then another file would get a window of its own. */
const opened = async (name: string, page = desktop.page): Promise<void> => {
  await page.getByTestId('mode').filter({ hasText: name }).waitFor()
  await new LabPage(page).atRest()
}
const secondStart = async (...args: string[]): Promise<unknown> => {
  const second = spawn(desktop.again.program, [...desktop.again.args, ...args], { cwd: folder, env: { ...process.env, ...mark.env, DISPLAY: program.display }, stdio: 'ignore' })
  return (await once(second, 'exit'))[0]
}
/** Not within the call: its answer would be on its way while the program ends, which crashes this runtime now and then. */
const closeWindow = (): Promise<void> => desktop.app.evaluate(({ BrowserWindow }) => {
  setTimeout(() => BrowserWindow.getAllWindows()[0]?.close(), 0)
})
/** What the person answers when asked where to save from now on; empty: nowhere. */
const saveTo = (path: string): Promise<void> => desktop.app.evaluate(({ dialog }, filePath) => {
  dialog.showSaveDialog = () => Promise.resolve({ canceled: filePath === '', filePath })
}, path)
const recentLabels = (): Promise<string[]> => desktop.app.evaluate(({ Menu }) =>
  Menu.getApplicationMenu()?.getMenuItemById('recent')?.submenu?.items.filter(({ id }) => (id ?? '').startsWith('recent-')).map(({ label }) => label) ?? [])

const menuEnabled = (id: string): Promise<boolean | undefined> => desktop.app.evaluate(({ Menu }, name) => Menu.getApplicationMenu()?.getMenuItemById(name)?.enabled, id)

describe('one start of the program', () => {
  // None of these changes what the next one asks.
  beforeAll(begin)
  afterAll(quit)
  it('tells what runs here, in which version, under which licences', async () => {
    await desktop.menu('about')
    const about = desktop.page.getByRole('dialog', { name: 'About TIME_WAIT Lab' })
    await about.waitFor()
    const { version } = JSON.parse(await readFile(resolve(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string }
    const text = await about.textContent()
    for (const part of [`TIME_WAIT Lab${version}`, 'Electron', 'Chromium', desktop.recordings]) expect(text).toContain(part)
    await desktop.page.keyboard.press('Escape')
    await about.waitFor({ state: 'detached' })
  })
  it('is the only one: a second start brings its window to the front', async () => {
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    expect(await secondStart()).toBe(0)
    await vi.waitFor(async () => {
      expect(await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((each) => each.isMinimized()))).toEqual([false])
    }, SOON)
  })
  it('tells in its window of files that are none, or gone', async () => {
    // Once the machine has been looked at.
    await desktop.page.getByTestId('machine-checks').waitFor()
    expect(await secondStart('nowhere.pcapng')).toBe(0)
    await desktop.page.getByRole('alert').filter({ hasText: 'The file cannot be read' }).waitFor()
  })
  it('has keys: Ctrl+N opens a second window, which is a laboratory of its own', async () => {
    const second = desktop.nextWindow()
    await desktop.app.evaluate(({ BrowserWindow }) => {
      for (const type of ['keyDown', 'keyUp'] as const) BrowserWindow.getAllWindows()[0]?.webContents.sendInputEvent({ type, keyCode: 'N', modifiers: ['control'] })
    })
    const other = new LabPage(await second)
    await other.chooseExperiment(EXPERIMENT)
    await other.command('Run').waitFor()
    await other.runUntilTimeWait()
    await window.command('Run').waitFor()
    expect(await desktop.app.evaluate(({ BrowserWindow }) => new Set(BrowserWindow.getAllWindows().map((each) => String(each.getPosition()))).size)).toBe(2)
    // A second window of that laboratory: it has what was before, its time goes on, and the recording's new name changes nothing for it.
    const third = desktop.app.waitForEvent('window')
    await desktop.menu('new-view')
    const view = new LabPage(await third)
    view.page.setDefaultTimeout(PATIENCE_MS)
    const status = view.page.getByTestId('recording')
    await status.filter({ hasText: 'Live' }).waitFor()
    await view.countdownMoves(0.3)
    await vi.waitFor(async () => expect(await view.packets()).toBe(await other.packets()), SOON)
    await other.command('Keep').click()
    await other.command('Kept').waitFor()
    await view.countdownMoves(0.3)
    // It runs nothing itself: there is nothing of its own to look on at.
    expect(await menuEnabled('new-view')).toBe(false)
    // Its end is that of the laboratory.
    await other.stop()
    await status.filter({ hasText: 'Replay' }).waitFor()
    await view.page.getByTestId('mode').filter({ hasText: 'Replay of active-close' }).waitFor()
    await view.page.close()
    await vi.waitFor(async () => expect(await readdir(desktop.recordings)).toEqual([expect.stringMatching(/^active-close-.*\.pcapng$/)]), SOON)
    await other.page.close()
    await window.command('Open').waitFor()
    // Its engine ended with it: the first window's laboratory has none.
    await vi.waitFor(() => expect(mark.engines()).toEqual([]), SOON)
  })
  it('opens a sample, grades it and sets another beside it, all by its menu', async () => {
    const records = new RecordsPage(desktop.page)
    await desktop.menu('samples')
    await records.openSample('The last ACK is lost')
    await opened('lost-final-ack.pcapng')
    await desktop.menu('grade')
    expect(await records.graded()).toBe('12 of 12 points')
    await saveTo(join(folder, 'marks.md'))
    await desktop.page.getByTestId('save-grade').click()
    await vi.waitFor(async () => expect(await readFile(join(folder, 'marks.md'), 'utf8')).toMatch(/12 of 12 points/), SOON)
    await desktop.menu('grade')
    await desktop.page.getByTestId('grading').waitFor({ state: 'detached' })
    await desktop.menu('compareWith')
    expect(await (await records.compareWith('reset')).textContent()).toMatch(/Closed first/)
    await desktop.menu('compare')
    await window.lanes().client.waitFor()
  })
  it('ends in order with SIGHUP while a session runs: what was kept stays, what was not is discarded', async () => {
    const kept = await readdir(desktop.recordings)
    await desktop.page.getByRole('button', { name: 'All experiments' }).click()
    await window.chooseExperiment(EXPERIMENT)
    await window.runUntilTimeWait()
    await signalEnds({ desktop, mark }, 'SIGHUP', kept)
  })
})

describe('files', () => {
  afterEach(quit)
  it('named at the start, by a second start, by the program\'s own command, by the menu and by a drop are opened; recent ones are kept and cleared', async () => {
    ({ folder, mark } = await program.prepare())
    const [first, third] = [await capture('first.pcapng'), await capture('third.pcap')]
    await capture('second & more.pcapng')
    await start(first)
    await opened('first.pcapng')
    expect(await secondStart('second & more.pcapng')).toBe(0)
    await opened('second & more.pcapng')
    expect(desktop.app.windows()).toHaveLength(1)
    // A file from this disk has a path only its own page's preload is told; a script of the page makes none.
    const input = await desktop.page.evaluateHandle(`document.body.appendChild(Object.assign(document.createElement('input'), { type: 'file', id: 'drop' }))`)
    await input.asElement()?.setInputFiles(third)
    await desktop.page.evaluate(`(() => {
      const input = document.getElementById('drop')
      const dropped = new DataTransfer()
      dropped.items.add(input.files[0])
      input.remove()
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }))
    })()`)
    await opened('third.pcap')
    await vi.waitFor(async () => expect(await recentLabels()).toEqual(['third.pcap', 'second && more.pcapng', 'first.pcapng']), SOON)
    await desktop.menu('recent-2')
    await opened('first.pcapng')
    await desktop.quit()
    // As the program's own command names one, whatever it ends in.
    await start(`--capture=${CAPTURE}`)
    await opened('loopback-ipv4.pcapng')
    await vi.waitFor(async () => expect(await recentLabels()).toEqual(['loopback-ipv4.pcapng', 'first.pcapng', 'third.pcap', 'second && more.pcapng']), SOON)
    await desktop.menu('clear-recent')
    await vi.waitFor(async () => expect(await recentLabels()).toEqual([]), SOON)
  })
  it('that the page makes, and recordings, are saved where the person says', async () => {
    await begin()
    const download = (): Promise<unknown> => desktop.page.evaluate(`(() => {
      const link = Object.assign(document.createElement('a'), { download: 'table.csv', href: URL.createObjectURL(new Blob(['a,b\\n1,2\\n'], { type: 'text/csv' })) })
      link.click()
    })()`)
    const target = join(folder, '표.csv')
    await saveTo('')
    await download()
    await saveTo(target)
    await download()
    await vi.waitFor(async () => expect(await readFile(target, 'utf8')).toBe('a,b\n1,2\n'), SOON)
    await window.chooseExperiment(EXPERIMENT)
    await window.runUntilTimeWait()
    const copy = join(folder, 'hand-in.pcapng')
    await saveTo(copy)
    await desktop.menu('save-as')
    await vi.waitFor(async () => expect((await stat(copy)).size).toBeGreaterThan(1000), SOON)
    expect(await readdir(desktop.recordings)).toEqual([expect.stringMatching(/^active-close-.*\.pcapng$/)])
    await vi.waitFor(async () => expect(await recentLabels()).toEqual(['hand-in.pcapng']), SOON)
    // What is made of the session: the report on paper, a part of the capture; nothing where nobody says where to.
    const exportTo = async (path: string, format: string): Promise<void> => {
      await saveTo(path)
      await desktop.page.getByTestId('export').click()
      await desktop.page.getByTestId('export-format').selectOption(format)
      await desktop.page.getByTestId('export-go').click()
    }
    const [pdf, part] = [join(folder, '보고서.pdf'), join(folder, 'part.pcapng')]
    for (const [path, format] of [[pdf, 'pdf'], [part, 'pcapng']] as const) {
      await exportTo(path, format)
      await desktop.page.getByTestId('exported').filter({ hasText: path }).waitFor()
      await desktop.page.keyboard.press('Escape')
    }
    expect((await readFile(pdf)).subarray(0, 5).toString()).toBe('%PDF-')
    expect((await readFile(part)).readUInt32LE(0)).toBe(0x0a0d0d0a)
    await exportTo('', 'csv')
    await desktop.page.getByTestId('export-go').waitFor()
    expect(await desktop.page.getByTestId('exported').count()).toBe(0)
    await desktop.page.keyboard.press('Escape')
    expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([])
    // A target that cannot be written is told, and the lab goes on.
    await saveTo(join(folder, 'no/such/folder/table.csv'))
    await download()
    await vi.waitFor(async () => expect(await desktop.asked()).toContain('The file could not be saved'), SOON)
    await window.countdownMoves(0.1)
    // The recording has a name by now, so nobody is asked before the program quits: it would stay.
    await desktop.answer(CANCEL)
    expect(await desktop.quit()).toSatisfy(endedByItself)
    expect(await readdir(desktop.recordings)).toHaveLength(1)
  })
})

describe('a session that runs', () => {
  beforeAll(async () => {
    await begin()
    await window.chooseExperiment(EXPERIMENT)
    await window.runUntilTimeWait()
  })
  afterAll(quit)
  it('is not disturbed by a second start\'s file, which gets a window of its own', async () => {
    const other = desktop.nextWindow()
    expect(await secondStart(await capture('lecture.pcapng'))).toBe(0)
    const page = await other
    await opened('lecture.pcapng', page)
    await window.countdownMoves(0.1)
    await page.close()
    await vi.waitFor(() => expect(desktop.app.windows()).toEqual([desktop.page]), SOON)
  })
  it('has its recording asked about before the app quits, and before its window closes: cancelled, it stays; kept, it has a name', async () => {
    await desktop.answer(CANCEL)
    await desktop.app.evaluate(({ app }) => setTimeout(() => app.quit(), 0))
    await vi.waitFor(async () => expect(await desktop.asked()).toEqual(['Keep the recording?']), SOON)
    await window.countdownMoves(0.2)
    await closeWindow()
    await vi.waitFor(async () => expect(await desktop.asked()).toEqual(['Keep the recording?', 'Keep the recording?']), SOON)
    await window.countdownMoves(0.2)
    await desktop.answer(KEEP)
    await closeWindow()
    expect(await desktop.ended).toSatisfy(endedByItself)
    expect(await readdir(desktop.recordings)).toEqual([expect.stringMatching(/^active-close-.*\.pcapng$/)])
  })
})

describe('the window', () => {
  // Three starts that follow each other: the same person's.
  beforeAll(begin)
  afterAll(quit)
  it('opens as it was and where it was, full screen too', async () => {
    const ofWindow = (what: 'isFullScreen' | 'getBounds'): Promise<unknown> => desktop.app.evaluate(({ BrowserWindow }, ask) => BrowserWindow.getAllWindows()[0]?.[ask](), what)
    const becomes = (what: 'isFullScreen' | 'getBounds', value: unknown): Promise<void> => vi.waitFor(async () => expect(await ofWindow(what)).toEqual(value), SOON)
    const fill = (full: boolean): Promise<void> => desktop.app.evaluate(({ BrowserWindow }, filled) => BrowserWindow.getAllWindows()[0]?.setFullScreen(filled), full)
    const placed = { x: 60, y: 50, width: 1100, height: 720 }
    await desktop.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), placed)
    await becomes('getBounds', placed)
    await fill(true)
    await becomes('isFullScreen', true)
    await desktop.quit()
    await start()
    await becomes('isFullScreen', true)
    await fill(false)
    await becomes('isFullScreen', false)
    await becomes('getBounds', placed)
    await desktop.quit()
    await start()
    await becomes('getBounds', placed)
    await becomes('isFullScreen', false)
  })
  it('has zoom and full screen in its menu, and the words of editing', async () => {
    const roles = await desktop.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items.map(({ role }) => String(role).toLowerCase())))
    expect(roles).toEqual(expect.arrayContaining(['zoomin', 'zoomout', 'resetzoom', 'togglefullscreen', 'undo', 'copy', 'paste']))
  })
  it('has a menu that follows it: what can be done is black, the rest grey, in the language chosen in the page', async () => {
    const enabled = (): Promise<unknown> => desktop.app.evaluate(({ Menu }) => ['run', 'stop', 'keep', 'save-as', 'mark', 'open', 'about'].filter((id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.enabled))
    await vi.waitFor(async () => expect(await enabled()).toEqual(['open', 'about']), SOON)
    await window.chooseExperiment(EXPERIMENT)
    await vi.waitFor(async () => expect(await enabled()).toEqual(['run', 'open', 'about']), SOON)
    await desktop.menu('run')
    await vi.waitFor(async () => expect(await enabled()).toEqual(['stop', 'keep', 'save-as', 'mark', 'about']), SOON)
    await desktop.page.getByTestId('language').selectOption('ko')
    await vi.waitFor(async () => expect(await desktop.app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label)))
      .toEqual(['파일(&F)', '편집(&E)', '보기(&V)', '실습(&L)', '도움말(&H)']), SOON)
  })
  it('ends in order with SIGTERM, and what was not kept is discarded', async () => {
    await signalEnds({ desktop, mark }, 'SIGTERM', [])
  })
})
