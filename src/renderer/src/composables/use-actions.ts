import { computed, type ComputedRef, inject, type InjectionKey } from 'vue'
import { uploadCapture } from '../engine/upload'
import { useExperimentStore } from '../stores/experiment'
import type { OfferedCapture } from '../../../shared/ipc/lab-desktop'
import { useLabStore, type Wanted } from '../stores/lab'
import { useSessionStore } from '../stores/session'
import { useUnkeptStore } from '../stores/unkept'
import { useOwnStore } from '../stores/own'
import { programsOf } from '../../../shared/experiment/prepare'
import { useTerminalsStore } from '../stores/terminals'
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
  /** A laboratory without an experiment, with its two terminals. */
  readonly freeLab: () => void
  /** Shows the running laboratory's terminals or puts them away; where none runs, a free one is started. Null: neither is possible now. */
  readonly terminals: ComputedRef<(() => void) | null>
  readonly keep: () => void
  /** Asks for a capture: a dialog of the shell, or of the browser. */
  readonly open: () => void
  readonly openFile: (file: File) => Promise<void>
  /** A capture that the shell knows already. */
  readonly openOffered: (capture: OfferedCapture) => void
  readonly openRecording: (name: string) => void
  /** One that comes with the program: a copy of it. */
  readonly openSample: (id: string) => void
  /** Reads the file on the screen anew and goes on as it grows; null where there is none that could grow: a recording that has its end does not. */
  readonly follow: ComputedRef<(() => void) | null>
  /** The file on the screen could be followed, were it not the copy that a browser has handed over. */
  readonly followsNot: ComputedRef<boolean>
  /** Another session of the file that is on the screen. @param number from 1 */
  readonly openSession: (number: number) => void
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
  const session = useSessionStore()
  const experiment = useExperimentStore()
  const own = useOwnStore()
  const unkept = useUnkeptStore()
  const terminals = useTerminalsStore()
  const { language } = useText()

  const runnable = computed<Wanted | null>(() => {
    if (!lab.canRun) return null
    const { plan, chosenFile: file } = experiment
    if (plan !== null && file !== null) return { kind: 'own', id: plan.id, name: file.name, hash: file.hash, params: plan.params, predictions: { ...experiment.answers } }
    if (plan !== null) return { kind: 'experiment', id: plan.id, params: plan.params, predictions: { ...experiment.answers } }
    return experiment.chosenId === null && (lab.wanted?.kind === 'watch' || lab.wanted?.kind === 'lab') ? lab.wanted : null
  })
  const start = (wanted: Wanted, name: string | null = null, isLive = false): void => {
    const { chosen, plan } = experiment
    if (wanted.kind !== 'own' || chosen === null || plan === null) void lab.start(wanted, language.value, name, isLive)
    else void own.start({ wanted, title: chosen.title[language.value], commands: programsOf(plan), language: language.value })
  }
  const run = (): void => {
    const wanted = runnable.value
    if (wanted !== null && !lab.busy) unkept.leave(() => start(wanted))
  }
  const stop = (): void => void lab.stop()
  /** Nothing of the course is chosen then: what is shown came from elsewhere. */
  const startOther = (wanted: Wanted, name: string | null = null, isLive = false): void => {
    experiment.choose(null)
    start(wanted, name, isLive)
  }
  const freeLab = (): void => unkept.leave(() => {
    terminals.show()
    startOther({ kind: 'lab' })
  })
  const openOffered = ({ token, name, live }: OfferedCapture): void => unkept.leave(() => startOther({ kind: 'file', token, ...(live === true ? { follow: true } : {}) }, name, live))
  const openFile = async (file: File): Promise<void> => {
    const answer = await uploadCapture(file)
    if (!answer.ok) lab.failure = answer.error
    else {
      lab.uploads.add(answer.value.token)
      openOffered(answer.value)
    }
  }
  /** Somebody may still write to what is on the screen. */
  const grows = computed(() => {
    const { recording } = session.version < 0 ? {} : session.facts
    return !lab.busy && (recording === undefined || recording.chain === 'unfinished')
  })
  const openByDialog = async (): Promise<void> => {
    const answer = await lab.chooseFile()
    if (!answer.ok) lab.failure = answer.error
    else if (answer.value !== null) openOffered(answer.value)
  }
  return {
    runnable, run, stop, openFile, openOffered, freeLab,
    terminals: computed(() => {
      if (terminals.possible) return terminals.shown ? terminals.hide : terminals.show
      return lab.busy || !lab.canRun || lab.channel.state !== 'open' ? null : freeLab
    }),
    runExperiment: (id) => {
      experiment.choose(id)
      run()
    },
    runOrStop: () => (lab.busy ? stop() : run()),
    restart: () => {
      const { wanted, openedName } = lab
      if (wanted !== null) unkept.leave(() => start(wanted, openedName))
    },
    watch: () => unkept.leave(() => startOther({ kind: 'watch' })),
    keep: () => void lab.keep(),
    open: () => {
      if (lab.description?.shell === 'electron') void openByDialog()
      else pickFile()
    },
    openRecording: (name) => unkept.leave(() => startOther({ kind: 'recording', name }, name)),
    openSample: (id) => unkept.leave(() => startOther({ kind: 'sample', id }, `${id}.pcapng`)),
    follow: computed(() => {
      const { wanted, openedName } = lab
      if (!grows.value || (wanted?.kind !== 'file' && wanted?.kind !== 'recording') || lab.copied) return null
      return () => unkept.leave(() => start({ ...wanted, follow: true }, openedName))
    }),
    followsNot: computed(() => grows.value && lab.uploaded),
    openSession: (number) => {
      const { wanted, openedName } = lab
      if (wanted?.kind === 'file' || wanted?.kind === 'recording' || wanted?.kind === 'sample') unkept.leave(() => start({ ...wanted, session: number }, openedName))
    }
  }
}
