import { expect, it } from 'vitest'
import { ns } from '../../../src/shared/base/brand'
import { AddressBook } from '../../../src/shared/model/address'
import { BatchColumns, BATCH_CAPACITY } from '../../../src/main/engine/capture/batch-columns'
import type { CaptureSource } from '../../../src/main/engine/capture/source'
import { ConnectionTracker } from '../../../src/main/engine/inference/connection-tracker'
import { SocketTable } from '../../../src/main/engine/kernel/socket-table'
import { Live } from '../../../src/main/engine/live'
import { EventStream } from '../../../src/main/engine/stream'

/** Packets without end, more in each turn of the event loop than are judged in one. */
function floodWithoutEnd(): CaptureSource & { readonly closed: () => boolean } {
  const batch = new BatchColumns(1)
  batch.count = BATCH_CAPACITY
  let closed = false
  return {
    name: 'libpcap', stamps: 'kernel', linkType: 1, snapLength: 256,
    start: (onBatch) => {
      const pump = (): void => {
        if (closed) return
        onBatch(batch)
        setImmediate(pump)
      }
      pump()
    },
    drain: () => 0, stats: () => ({ received: 0, dropped: 0, droppedByInterface: 0 }),
    close: () => { closed = true },
    closed: () => closed
  }
}

it('a session ends also while packets come faster than they can be judged', async () => {
  const book = new AddressBook()
  const source = floodWithoutEnd()
  const live = new Live({
    clock: { now: () => ns(Math.round(performance.now() * 1e6)), fromStamp: () => ns(0) }, book, tracker: new ConnectionTracker({ book, kernel: true, packets: true, hz: 250 }),
    stream: new EventStream(undefined, () => undefined), source, sockets: { dump: () => new SocketTable(book), lookup: () => undefined }, owners: { pidOf: () => undefined },
    interference: { active: false, fateOf: () => ({ verdict: 'passed', fault: undefined, sent: true, received: true }), note: () => undefined }, onTrouble: () => undefined
  }, 50)
  live.start()
  await live.stop()
  expect(source.closed()).toBe(true)
})
