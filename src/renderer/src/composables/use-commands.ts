import { computed, type ComputedRef } from 'vue'
import { COMMAND_KEYS, MENU_COMMANDS, type MenuCommand } from '../../../shared/ipc/lab-desktop'
import { useClockStore } from '../stores/clock'
import { useComparedStore } from '../stores/compared'
import { useExportStore } from '../stores/export'
import { useGradingStore } from '../stores/grading'
import { useLabStore } from '../stores/lab'
import { useNotesStore } from '../stores/notes'
import { useRecordsStore } from '../stores/records'
import { useReplayStore } from '../stores/replay'
import { useSelectionStore } from '../stores/selection'
import { useSessionStore } from '../stores/session'
import { useSettingsStore } from '../stores/settings'
import { type TableId, useTablesStore } from '../stores/tables'
import { useTerminalsStore } from '../stores/terminals'
import { useViewStore } from '../stores/view'
import type { Actions } from './use-actions'
import { useComparison } from './use-comparison'
import type { Shortcuts } from './use-shortcuts'
import { useSteps } from './use-steps'
import { useText } from './use-text'

/** What only the window itself can do. */
export interface WindowDeeds {
  readonly focusFilter: () => void
  readonly showKeys: () => void
  readonly showAbout: () => void
  readonly showSamples: () => void
}

export interface UseCommandsReturn {
  /** From the menu and from keys alike: a command that would do nothing now does nothing. */
  readonly obey: (name: MenuCommand) => void
  /** Which commands would do something now. */
  readonly available: ComputedRef<readonly MenuCommand[]>
  readonly shortcuts: Shortcuts
}

interface Command {
  readonly can: () => boolean
  readonly act: () => void
}

const always = (): boolean => true

/** Everything that a menu or a key can have the window do, and whether it would do something now. */
export function useCommands(actions: Actions, deeds: WindowDeeds): UseCommandsReturn {
  const lab = useLabStore()
  const session = useSessionStore()
  const selection = useSelectionStore()
  const settings = useSettingsStore()
  const view = useViewStore()
  const clock = useClockStore()
  const tables = useTablesStore()
  const terminals = useTerminalsStore()
  const notes = useNotesStore()
  const replay = useReplayStore()
  const comparison = useComparison()
  const compared = useComparedStore()
  const grading = useGradingStore()
  const records = useRecordsStore()
  const exporting = useExportStore()
  const steps = useSteps()
  const { language } = useText()

  const open = (): boolean => lab.channel.state === 'open'
  const shown = (): boolean => session.header !== null
  const replaying = (): boolean => replay.active
  const startable = (): boolean => open() && !lab.busy && lab.canRun
  const table = (id: TableId): Command => ({
    can: shown,
    act: () => {
      terminals.hide()
      tables.show(id)
    }
  })
  /** Connections that the experiment compares, else another recording. */
  const besides = (): void => {
    if (compared.shown) compared.close()
    else if (comparison.declared.value.length > 0) comparison.toggle()
    else compared.choose()
  }
  const step = (direction: 1 | -1): Command => ({ can: shown, act: () => (replay.active ? replay.step(direction) : steps.stepEvent(direction)) })
  const commands: Readonly<Record<MenuCommand, Command>> = {
    run: { can: () => open() && !lab.busy && actions.runnable.value !== null, act: actions.run }, stop: { can: () => lab.phase === 'running', act: actions.stop },
    watch: { can: startable, act: actions.watch }, freeLab: { can: startable, act: actions.freeLab }, open: { can: () => open() && !lab.busy, act: actions.open },
    keep: { can: () => lab.keepable, act: actions.keep }, export: { can: () => exporting.possible, act: exporting.open },
    samples: { can: () => open() && !lab.busy && records.samples.length > 0, act: deeds.showSamples },
    mark: { can: () => notes.possible, act: () => notes.begin(selection.cursor ?? clock.now, selection.packet) }, markSpan: { can: () => notes.possible, act: () => notes.markEnd(selection.cursor ?? clock.now) }, undoNote: { can: () => notes.undoable, act: () => void notes.undo() },
    follow: { can: shown, act: view.showAll }, scale: { can: always, act: settings.toggleScale }, overview: { can: () => view.many, act: view.toggleOverview },
    compare: { can: () => compared.shown || compared.possible || comparison.declared.value.length > 0, act: besides },
    compareWith: { can: () => compared.possible, act: compared.choose },
    grade: { can: () => grading.shown || grading.possible, act: () => (grading.shown ? grading.close() : grading.begin(language.value)) },
    packets: table('packets'), sockets: table('sockets'), counters: table('counters'), calls: table('calls'), interventions: table('interventions'), notes: table('notes'),
    filter: { can: shown, act: deeds.focusFilter }, packetDetail: { can: shown, act: settings.togglePacketDetail },
    stepBack: step(-1), stepForward: step(1), connectionBefore: { can: shown, act: () => steps.stepConnection(-1) }, connectionAfter: { can: shown, act: () => steps.stepConnection(1) },
    replay: { can: () => replay.available || replay.active, act: replay.toggle }, replaySlower: { can: replaying, act: () => replay.faster(-1) }, replayFaster: { can: replaying, act: () => replay.faster(1) },
    replayFirst: { can: replaying, act: () => replay.seek(replay.range.start) }, replayLast: { can: replaying, act: () => replay.seek(replay.range.end) }, replayEnd: { can: replaying, act: replay.end },
    terminals: { can: () => actions.terminals.value !== null, act: () => actions.terminals.value?.() }, sidebar: { can: always, act: settings.toggleSidebar },
    projector: { can: always, act: settings.toggleProjector }, theme: { can: always, act: settings.changeTheme },
    language: { can: always, act: () => { settings.language = language.value === 'en' ? 'ko' : 'en' } }, keys: { can: always, act: deeds.showKeys }, about: { can: always, act: deeds.showAbout }
  }
  const obey = (name: MenuCommand): void => {
    if (commands[name].can()) commands[name].act()
  }
  return {
    obey, available: computed(() => MENU_COMMANDS.filter((name) => commands[name].can())),
    shortcuts: {
      ...commandShortcuts(obey, () => (replay.active ? replay.toggle() : actions.runOrStop())),
      'ctrl+z': (event) => {
        // A text field takes its own letters back.
        if (!(event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement)) obey('undoNote')
      },
      Escape: () => (notes.span !== null ? notes.forgetSpan() : replay.active ? replay.end() : selection.clear())
    }
  }
}

/** The commands' keys as the page listens to them: those of the menu, so that both always agree. `run` and `stop` share one. */
export function commandShortcuts(obey: (name: MenuCommand) => void, runOrStop: () => void): Shortcuts {
  const shortcuts: Record<string, () => void> = {}
  for (const name of MENU_COMMANDS) {
    const key = COMMAND_KEYS[name]
    if (key === 'Space') shortcuts[' '] = runOrStop
    else if (key !== undefined) shortcuts[pageKey(key)] = () => obey(name)
  }
  return shortcuts
}

/** An accelerator as the page's keys are named: `CmdOrCtrl+S` as `ctrl+s`, `Left` as `ArrowLeft`. */
function pageKey(accelerator: string): string {
  if (accelerator === 'Left' || accelerator === 'Right') return `Arrow${accelerator}`
  return accelerator === 'Home' || accelerator === 'End' ? accelerator : accelerator.toLowerCase().replace('cmdorctrl', 'ctrl')
}
