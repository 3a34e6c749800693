import { expect, it } from 'vitest'
import { FrameQueue } from '../../../src/renderer/src/session/frame-queue'

/** A queue whose frames come when they are asked for. */
function queued(): { readonly queue: FrameQueue; readonly done: string[]; readonly frame: () => string; readonly does: (name: string) => () => void } {
  let next: (() => void) | undefined
  const done: string[] = []
  const queue = new FrameQueue((task) => {
    expect(next).toBeUndefined()
    next = task
  })
  const frame = (): string => {
    const before = done.length
    const task = next
    next = undefined
    task?.()
    return done.slice(before).join(' ')
  }
  return { queue, done, frame, does: (name) => () => void done.push(name) }
}

it('one piece of work is done in each frame, in its order; what work asks for comes behind what waits, and what is taken back does not come', () => {
  const { queue, frame, does } = queued()
  queue.add(() => {
    does('look')()
    queue.add(does('look again'))
  })
  const cancel = queue.add(does('chart'))
  queue.add(does('figures'))
  expect([frame(), frame()]).toEqual(['look', 'chart'])
  cancel()
  queue.add(does('tables'))()
  expect([frame(), frame(), frame()]).toEqual(['figures', 'look again', ''])
  queue.add(does('late'))
  expect(frame()).toBe('late')
})

it('its frames are busy from when work is asked for until the frame after the last of it', () => {
  const { queue, frame, does } = queued()
  expect(queue.busy).toBe(false)
  queue.add(does('look'))
  queue.add(does('chart'))
  const busy = Array.from({ length: 4 }, () => [queue.busy, frame()])
  expect(busy).toEqual([[true, 'look'], [true, 'chart'], [true, ''], [false, '']])
})

it('work that fails keeps nobody behind it from its frame', () => {
  const { queue, frame, does } = queued()
  queue.add(() => {
    throw new Error('a bug')
  })
  queue.add(does('chart'))
  expect(frame).toThrow('a bug')
  expect(frame()).toBe('chart')
})
