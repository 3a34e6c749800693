import { parseLines } from '../../../src/renderer/src/engine/event-inbox'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import type { LabNotifications } from '../../../src/shared/ipc/lab'
import type { SessionEvent } from '../../../src/shared/model/events'
import { FakeLab, type FakeLabOptions } from '../fake-lab'
import { description, silentWindow, told } from '../fake-shell'

/**
 * The lab's store works with a fake shell, without a channel between them: its events come at once.
 * @param also what else the shell is to reach
 */
export function attachedShell(options: Partial<FakeLabOptions> = {}, also: Partial<LabNotifications> = {}): FakeLab {
  const store = useLabStore()
  const window: LabNotifications = {
    ...silentWindow,
    events: (session, jsonLines) => {
      const events: SessionEvent[] = []
      parseLines(jsonLines, events)
      store.takeEvents(session, events)
    },
    engine: (session, status) => store.takeStatus(session, status),
    ...also
  }
  const shell = new FakeLab(window, { description, scriptFor: () => told(), ...options })
  store.attach(shell)
  store.setChannel({ state: 'open' })
  return shell
}
