import { createBirpc } from 'birpc'
import type { Lab, LabNotifications } from '../../../shared/ipc/lab'
import { parseMessage, serializeMessage } from '../../../shared/ipc/rpc-channel'
import { readBatchMessage } from '../../../shared/ipc/window'
import type { Channel, ChannelState } from './channel'

export interface LabConnection {
  readonly lab: Lab
  /** Begins to connect; the state is told at once and whenever it changes. */
  open(onState: (state: ChannelState) => void): void
  close(): void
}

type Listener = (message: object) => void

/**
 * The shell as an object. Calls open when the channel drops are rejected at once; a call made while it is not open is rejected too.
 * No time limit on calls: starting a sandbox or a doctor's check on a loaded machine is slow, and a dead shell closes the channel.
 */
export function connectLab(channel: Channel, notifications: LabNotifications): LabConnection {
  const listeners = new Set<Listener>()
  const rpc = createBirpc<Lab, LabNotifications>(notifications, {
    post: (text: string) => channel.post(text),
    on: (listener: Listener) => void listeners.add(listener),
    off: (listener: Listener) => void listeners.delete(listener),
    serialize: serializeMessage,
    bind: 'functions',
    timeout: -1
  })
  channel.onMessage((text) => {
    const message = parseMessage(text)
    if (message !== undefined) for (const listener of listeners) listener(message)
  })
  channel.onBatch((bytes) => {
    const message = readBatchMessage(bytes)
    if (message !== undefined) notifications.batch(message.session, message.batch)
  })
  return {
    open: (onState) => channel.onState((state) => {
      if (state.state !== 'open') rpc.$rejectPendingCalls()
      onState(state)
    }),
    lab: {
      describe: () => rpc.describe(),
      doctor: () => rpc.doctor(),
      start: (request) => rpc.start(request),
      stop: () => rpc.stop(),
      keep: () => rpc.keep(),
      chooseFile: () => rpc.chooseFile(),
      recordings: () => rpc.recordings(),
      socketsText: () => rpc.socketsText(),
      packetFrame: (n) => rpc.packetFrame(n),
      ownExperiments: () => rpc.ownExperiments(),
      mayRun: (wanted) => rpc.mayRun(wanted),
      allowPrograms: (wanted) => rpc.allowPrograms(wanted),
      note: (note) => rpc.note(note),
      removeNote: (id) => rpc.removeNote(id),
      exportSession: (wanted) => rpc.exportSession(wanted),
      stopExport: () => rpc.stopExport(),
      samples: () => rpc.samples(),
      rubrics: () => rpc.rubrics(),
      recordingPart: (recording, conn) => rpc.recordingPart(recording, conn),
      gradeRecording: (recording, rubric, language) => rpc.gradeRecording(recording, rubric, language),
      vitals: () => rpc.vitals(),
      courseProgress: () => rpc.courseProgress(),
      courseRan: (run) => rpc.courseRan(run),
      courseReset: () => rpc.courseReset(),
      openTerminal: (size) => rpc.openTerminal(size),
      joinCommand: () => rpc.joinCommand(),
      terminalInput: (id, text) => rpc.terminalInput(id, text),
      resizeTerminal: (id, size) => rpc.resizeTerminal(id, size),
      terminalTaken: (id, units) => rpc.terminalTaken(id, units),
      closeTerminal: (id) => rpc.closeTerminal(id),
      acknowledge: (batches) => rpc.acknowledge(batches),
      windowState: (state) => rpc.windowState(state)
    },
    close: () => {
      rpc.$close()
      channel.close()
    }
  }
}
