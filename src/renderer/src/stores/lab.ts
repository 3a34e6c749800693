import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { fail, type Failure, type Result } from '../../../shared/base/result'
import type { EventBatch } from '../../../shared/batch/batch-reader'
import type { Language } from '../../../shared/ipc/engine'
import type { DoctorCheck, EngineStatus, KeptRecording, Lab, LabDescription, LabRequest } from '../../../shared/ipc/lab'
import type { WindowState } from '../../../shared/ipc/lab-desktop'
import type { OwnExperiments, OwnExperimentWanted } from '../../../shared/ipc/lab-own'
import type { NoteToWrite } from '../../../shared/ipc/notes'
import type { SessionEvent } from '../../../shared/model/events'
import type { ChannelState } from '../engine/channel'
import { shownText } from '../session/shown-event'
import { useClockStore } from './clock'
import { useSelectionStore } from './selection'
import { useSessionStore } from './session'

/** `starting` and `stopping`: asked, not answered yet. `finished`: the last session is over and stays on the screen. `died`: its engine ended by itself. */
export type Phase = 'idle' | 'starting' | 'running' | 'stopping' | 'finished' | 'died'
type Died = Extract<EngineStatus, { readonly state: 'died' }>
type WithoutLanguage<T> = T extends { readonly language: Language } ? Omit<T, 'language'> : never
export type Wanted = WithoutLanguage<LabRequest>

/** What the shell can do and is doing. The one place that calls it. */
export const useLabStore = defineStore('lab', () => {
  const session = useSessionStore()
  const selection = useSelectionStore()
  const clock = useClockStore()
  let lab: Lab | undefined

  const channel = ref<ChannelState>({ state: 'connecting' })
  const description = shallowRef<LabDescription | null>(null)
  const recordings = shallowRef<readonly KeptRecording[]>([])
  const checks = shallowRef<readonly DoctorCheck[] | null>(null)
  const phase = ref<Phase>('idle')
  /** What runs or ran last: it can be run again. */
  const wanted = shallowRef<Wanted | null>(null)
  /** Why the last thing a person asked for did not happen. */
  const failure = shallowRef<Failure | null>(null)
  const troubles = shallowRef<readonly Failure[]>([])
  const died = shallowRef<Died | null>(null)
  const progress = shallowRef<{ readonly done: number; readonly total: number } | null>(null)
  const kept = shallowRef<KeptRecording | null>(null)
  /** Its message has been closed. */
  const keptSeen = ref(false)
  /** Name of the file or recording on the screen. */
  const openedName = ref<string | null>(null)

  /** Labs and live capture are Linux's; elsewhere the window opens recordings. True until the shell has said where it runs. */
  const canRun = computed(() => description.value === null || description.value.platform === 'linux')
  /** The page that was here before ended by itself: what became of its recording. */
  const crashed = shallowRef<{ readonly recording: string | null } | null>(null)
  /** What is on the screen is recorded by another window of the program, or was: its laboratory is that window's. */
  const live = ref(false)
  /** As long as it goes on there: its time goes on here. */
  const lookingOn = computed(() => live.value && phase.value === 'running')
  const uploads = new Set<string>()
  /** A browser has handed over a copy of the file on the screen: that does not grow, whatever becomes of the file itself. What the program was started with is the file itself, in a browser too. */
  const uploaded = computed(() => wanted.value?.kind === 'file' && uploads.has(wanted.value.token))
  /** The file on the screen is a copy of the shell's own, an upload or a sample: notes go into it, and with it, unless it is kept. */
  const copied = computed(() => live.value || wanted.value?.kind === 'sample' || uploaded.value)
  /** The file on the screen is read as it grows. */
  const following = computed(() => phase.value === 'running' && (wanted.value?.kind === 'file' || wanted.value?.kind === 'recording') && wanted.value.follow === true)
  const busy = computed(() => phase.value === 'starting' || phase.value === 'running' || phase.value === 'stopping')

  /** A recording of a shell that was killed, found by this one; until it has been opened or put away. */
  const recovered = computed(() => recordings.value.find((recording) => recording.recovered === true && !recoveredSeen.value.has(recording.name)) ?? null)
  const recoveredSeen = ref<ReadonlySet<string>>(new Set())
  const seeRecovered = (name: string): void => {
    recoveredSeen.value = new Set([...recoveredSeen.value, name])
  }

  /** Whether there is something that can be kept: a recording, or a file that is none of the kept ones. */
  const keepable = computed(() => session.header !== null && channel.value.state === 'open' && (session.header.mode !== 'file' || (!busy.value && (wanted.value?.kind === 'file' || wanted.value?.kind === 'sample'))))

  const attach = (to: Lab): void => {
    lab = to
  }
  const setChannel = (state: ChannelState): void => {
    const wasOpen = channel.value.state === 'open'
    channel.value = state
    if (state.state === 'open') void describe()
    else if (wasOpen && busy.value) finish('finished')
  }
  const describe = async (): Promise<void> => {
    const answer = await ask((to) => to.describe().then(asValue))
    if (answer.ok) description.value = answer.value
    await listRecordings()
  }
  const listRecordings = async (): Promise<void> => {
    const answer = await ask((to) => to.recordings().then(asValue))
    if (answer.ok) recordings.value = answer.value
  }
  const examine = async (): Promise<void> => {
    const answer = await ask((to) => to.doctor().then(asValue))
    if (answer.ok) checks.value = answer.value
    else failure.value = answer.error
  }

  const start = async (request: Wanted, language: Language, name: string | null = null, isLive = false): Promise<void> => {
    if (phase.value === 'starting' || phase.value === 'stopping') return
    wanted.value = request
    live.value = isLive
    openedName.value = name === null ? null : shownText(name)
    failure.value = died.value = kept.value = progress.value = null
    troubles.value = []
    selection.clear()
    session.reset(0)
    phase.value = 'starting'
    clock.start()
    const answer = await ask((to) => to.start({ ...request, language } as LabRequest))
    if (answer.ok) {
      if (phaseIs('starting')) phase.value = 'running'
      return
    }
    failure.value = answer.error
    phase.value = 'idle'
    clock.stop(0)
  }
  const stop = async (): Promise<void> => {
    if (phase.value !== 'running') return
    phase.value = 'stopping'
    const answer = await ask((to) => to.stop())
    if (!answer.ok && phaseIs('stopping')) failure.value = answer.error
    if (phaseIs('stopping')) finish('finished')
  }
  const keep = async (): Promise<void> => {
    const answer = await ask((to) => to.keep())
    if (answer.ok) {
      kept.value = answer.value
      keptSeen.value = false
      await listRecordings()
    } else failure.value = answer.error
  }
  /** @returns the note's id; null when it could not be written, which has been told */
  const writeNote = async (note: NoteToWrite): Promise<string | null> => {
    const answer = await ask((to) => to.note(note))
    if (answer.ok) return answer.value
    failure.value = answer.error
    return null
  }
  /** @returns whether it is gone */
  const removeNote = async (id: string): Promise<boolean> => {
    const answer = await ask((to) => to.removeNote(id))
    if (!answer.ok) failure.value = answer.error
    return answer.ok
  }
  const packetFrame = (n: number): ReturnType<Lab['packetFrame']> => ask((to) => to.packetFrame(n))
  const ownExperiments = (): Promise<Result<OwnExperiments>> => ask((to) => to.ownExperiments().then(asValue))
  const mayRun = (wanted: OwnExperimentWanted): Promise<Result<null>> => ask((to) => to.mayRun(wanted))
  const allowPrograms = (wanted: OwnExperimentWanted): Promise<Result<null>> => ask((to) => to.allowPrograms(wanted))
  const socketsText = (): Promise<Result<string>> => ask((to) => to.socketsText())
  const chooseFile = (): ReturnType<Lab['chooseFile']> => ask((to) => to.chooseFile())
  const tellWindowState = (state: WindowState): void => void ask((to) => to.windowState(state).then(asValue))
  const takeCrash = (recording?: string): void => {
    crashed.value = { recording: recording ?? null }
  }
  const acknowledge = (batches: number): void => {
    // A batch taken while the channel drops needs no acknowledgement: its engine's session ends with the channel.
    if (channel.value.state === 'open') void ask((to) => to.acknowledge(batches).then(asValue))
  }

  const takeEvents = (id: number, events: readonly SessionEvent[]): void => {
    session.apply(id, events)
    taken()
  }
  /** The same of a batch in columns. @param events of its lines */
  const takeBatch = (id: number, batch: EventBatch, events: readonly (SessionEvent | undefined)[]): void => {
    session.applyBatch(id, batch, events)
    taken()
  }
  const taken = (): void => {
    const ended = session.result !== null
    // That the session is over may be known before its last events have been taken: its clock stands at the last of them.
    if ((session.header?.mode === 'file' && !lookingOn.value) || !busy.value) clock.stop(session.latest)
    else clock.observe(session.latest)
    if (ended && busy.value) finish('finished')
  }
  const takeStatus = (id: number, status: EngineStatus): void => {
    if (session.id !== 0 && id !== session.id) return
    if (status.state === 'died') {
      died.value = status
      finish('died')
    } else if (status.state === 'finished' && busy.value) finish('finished')
  }
  const takeProgress = (done: number, total: number): void => {
    progress.value = { done, total }
  }
  const takeTrouble = (trouble: Failure): void => {
    troubles.value = [...troubles.value, trouble]
  }
  const finish = (as: 'finished' | 'died'): void => {
    phase.value = as
    progress.value = null
    clock.stop(session.latest)
  }
  const dismiss = (): void => {
    failure.value = null
    keptSeen.value = true
    crashed.value = null
  }
  const phaseIs = (candidate: Phase): boolean => phase.value === candidate

  /** A rejected call is a channel that dropped or a shell that failed: told as a failure like any other. */
  const ask = async <T>(call: (to: Lab) => Promise<Result<T>>): Promise<Result<T>> => {
    if (lab === undefined) return fail('no-session', { reason: { kind: 'not-connected' } })
    try {
      return await call(lab)
    } catch (error) {
      return fail('stopped', { said: error instanceof Error ? error.message : String(error) })
    }
  }

  return {
    channel, description, recordings, checks, phase, busy, following, lookingOn, copied, uploaded, uploads, keepable, canRun, crashed, recovered, seeRecovered, wanted, failure, troubles, died, progress, kept, keptSeen, openedName, attach, setChannel, listRecordings, examine,
    start, stop, keep, writeNote, removeNote, packetFrame, ownExperiments, mayRun, allowPrograms, socketsText, chooseFile, ask, tellWindowState, takeCrash, acknowledge, takeEvents, takeBatch, takeStatus, takeProgress, takeTrouble, dismiss
  }
})

const asValue = <T>(value: T): Result<T> => ({ ok: true, value })
