import { computed, type ComputedRef, inject, type InjectionKey } from 'vue'
import { uploadCapture } from '../engine/upload'
import { useExperimentStore } from '../stores/experiment'
import { useLabStore, type Wanted } from '../stores/lab'
import { useText } from './use-text'

/** What the title bar, the keys, the menu and the panes can do. */
export interface Actions {
  /** What Run would start now; null when nothing is chosen. */
  readonly runnable: ComputedRef<Wanted | null>
  readonly run: () => void
  readonly runExperiment: (id: string) => void
  readonly stop: () => void
  readonly runOrStop: () => void
  readonly restart: () => void
  readonly watch: () => void
  readonly keep: () => void
  /** Asks for a capture: a dialog of the shell, or of the browser. */
  readonly open: () => void
  readonly openFile: (file: File) => Promise<void>
  readonly openRecording: (name: string) => void
}

export const ACTIONS: InjectionKey<Actions> = Symbol('actions')

export function useActions(): Actions {
  const actions = inject(ACTIONS)
  if (actions === undefined) throw new Error('bug: no actions are provided')
  return actions
}

/** @param pickFile asks the browser for a file; the shell's own dialog is used where there is one */
export function makeActions(pickFile: () => void): Actions {
  const lab = useLabStore()
  const experiment = useExperimentStore()
  const { language } = useText()

  const runnable = computed<Wanted | null>(() => {
    if (experiment.plan !== null) return { kind: 'experiment', id: experiment.plan.id, params: experiment.plan.params, predictions: { ...experiment.answers } }
    return experiment.chosenId === null && lab.wanted?.kind === 'watch' ? lab.wanted : null
  })
  const start = (wanted: Wanted, name: string | null = null): void => void lab.start(wanted, language.value, name)
  const run = (): void => {
    if (runnable.value !== null && !lab.busy) start(runnable.value)
  }
  const stop = (): void => void lab.stop()
  const openToken = (chosen: { readonly token: string; readonly name: string }): void => {
    experiment.choose(null)
    start({ kind: 'file', token: chosen.token }, chosen.name)
  }
  const openFile = async (file: File): Promise<void> => {
    const answer = await uploadCapture(file)
    if (answer.ok) openToken(answer.value)
    else lab.failure = answer.error
  }
  const openByDialog = async (): Promise<void> => {
    const answer = await lab.chooseFile()
    if (!answer.ok) lab.failure = answer.error
    else if (answer.value !== null) openToken(answer.value)
  }
  return {
    runnable, run, stop, openFile,
    runExperiment: (id) => {
      experiment.choose(id)
      run()
    },
    runOrStop: () => (lab.busy ? stop() : run()),
    restart: () => {
      if (lab.wanted !== null) start(lab.wanted, lab.openedName)
    },
    watch: () => {
      experiment.choose(null)
      start({ kind: 'watch' })
    },
    keep: () => void lab.keep(),
    open: () => {
      if (lab.description?.shell === 'electron') void openByDialog()
      else pickFile()
    },
    openRecording: (name) => {
      experiment.choose(null)
      start({ kind: 'recording', name }, name)
    }
  }
}
