import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { endedByItself, startDesktop, type DesktopApp } from './desktop-app'
import { openDisplay, type Display } from './display'
import { LabPage } from './lab-page'
import { newMark, type Mark } from './left-running'

/** What is there before a start, and after its end. */
export interface Prepared {
  /** Its profile, its recordings, and whatever a test puts there. */
  readonly folder: string
  /** On everything that comes of it. */
  readonly mark: Mark
}

export interface StartedDesktop extends Prepared {
  readonly desktop: DesktopApp
  readonly window: LabPage
}

export interface DesktopTests {
  /** A folder and a mark, for one start or several that follow each other: the same person's. */
  prepare(): Promise<Prepared>
  /** @param files captures named at the start @param on what was prepared, and a display. @default a folder and a mark of its own, on the tests' display */
  start(files?: readonly string[], on?: { readonly prepared?: Prepared; readonly display?: string }): Promise<StartedDesktop>
  /** Quits, and proves that nothing is left running. */
  quit(started: StartedDesktop): Promise<void>
  /** For the environment variable DISPLAY. */
  readonly display: string
}

/**
 * Sends a signal to the program while a session runs that nobody kept: it ends by itself, in order, which alone takes the hidden recording away, and nothing is left running.
 * @param kept the recordings with a name
 */
export async function signalEnds({ desktop, mark }: Pick<StartedDesktop, 'desktop' | 'mark'>, signal: NodeJS.Signals, kept: readonly string[]): Promise<void> {
  desktop.app.process().kill(signal)
  expect(await desktop.ended).toSatisfy(endedByItself)
  expect(await readdir(desktop.recordings)).toEqual(kept)
  await mark.allGone()
}

const prepare = async (): Promise<Prepared> => ({ folder: await mkdtemp(join(tmpdir(), 'desktop-')), mark: newMark() })

/** The desktop program for the tests of a file, in English, on a display that is there from the first of them to the last. @param env more of its environment */
export function desktopTests(env: Readonly<Record<string, string>> = {}): DesktopTests {
  let display: Display
  beforeAll(async () => {
    display = await openDisplay()
  })
  afterAll(() => display.close())
  return {
    prepare,
    start: async (files = [], on = {}) => {
      const { folder, mark } = on.prepared ?? await prepare()
      const desktop = await startDesktop({ folder, display: on.display ?? display.name, env: { ...mark.env, ...env }, args: ['--lang=en'], files })
      return { folder, mark, desktop, window: new LabPage(desktop.page) }
    },
    quit: async ({ folder, mark, desktop }) => {
      await desktop.quit()
      await mark.allGone()
      await rm(folder, { recursive: true })
    },
    get display() {
      return display.name
    }
  }
}
