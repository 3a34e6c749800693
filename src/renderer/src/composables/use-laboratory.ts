import { onScopeDispose } from 'vue'
import type { MenuCommand, OfferedCapture } from '../../../shared/ipc/lab-desktop'
import { type Channel, openChannel } from '../engine/channel'
import { connectLab } from '../engine/connect-lab'
import { EventInbox } from '../engine/event-inbox'
import { useCourseStore } from '../stores/course'
import { useExperimentStore } from '../stores/experiment'
import { useExportStore } from '../stores/export'
import { useFramesStore } from '../stores/frames'
import { useLabStore } from '../stores/lab'
import { useTerminalsStore } from '../stores/terminals'

export interface UseLaboratoryOptions {
  readonly onMenu: (command: MenuCommand) => void
  readonly onOpened: (capture: OfferedCapture) => void
  /** @default openChannel */
  readonly channel?: () => Channel
}

/** ms after which the shell knows whether a recording that nobody ends is still being written. */
const TORN_MS = 6_000

/** Connects the stores with the shell for as long as the scope lives. */
export function useLaboratory(options: UseLaboratoryOptions): void {
  const lab = useLabStore()
  const experiment = useExperimentStore()
  const terminals = useTerminalsStore()
  const exports = useExportStore()
  const { queue } = useFramesStore()
  // It counts what runs, whether or not its path is on the screen.
  useCourseStore()
  const inbox = new EventInbox({
    deliver: (session, events) => {
      lab.takeEvents(session, events)
      experiment.takeEvents(session, events)
    },
    deliverBatch: (session, batch, events) => {
      lab.takeBatch(session, batch, events)
      experiment.takeEvents(session, events.filter((event) => event !== undefined))
    },
    onUnreadable: (reason) => lab.takeTrouble({ code: 'not-understood', said: reason }),
    acknowledge: (batches) => lab.acknowledge(batches),
    crowded: () => queue.busy
  })
  const channel = (options.channel ?? openChannel)()
  const connection = connectLab(channel, {
    events: (session, jsonLines) => inbox.push(session, jsonLines),
    batch: (session, batch) => inbox.push(session, batch),
    engine: (session, status) => lab.takeStatus(session, status),
    progress: (_session, done, total) => lab.takeProgress(done, total),
    trouble: (_session, failure) => lab.takeTrouble(failure),
    exporting: (done, total) => exports.takeProgress(done, total),
    menu: (command) => options.onMenu(command),
    opened: (capture) => options.onOpened(capture),
    crashed: (recording) => lab.takeCrash(recording),
    terminalOutput: (id, text) => terminals.takeOutput(id, text),
    terminalEnded: (id, status) => terminals.takeEnded(id, status)
  })
  lab.attach(connection.lab)
  let later: ReturnType<typeof setTimeout> | undefined
  connection.open((state) => {
    lab.setChannel(state)
    clearTimeout(later)
    if (state.state === 'open') later = setTimeout(() => void lab.listRecordings(), TORN_MS)
  })
  onScopeDispose(() => {
    clearTimeout(later)
    connection.close()
  })
}
