import { describe, expect, it, vi } from 'vitest'
import { LineBytes } from '../../../src/main/engine/line-bytes'
import { Outbox } from '../../../src/main/engine/outbox'
import { FLOW } from '../../../src/shared/ipc/engine'

describe('the outbox', () => {
  it('sends what came within a frame\'s time as one frame of lines', () => {
    vi.useFakeTimers()
    const sent: string[] = []
    const outbox = new Outbox((lines) => sent.push(Buffer.from(lines).toString()))
    outbox.push('{"n":1}')
    outbox.push('{"n":2}')
    expect(sent).toEqual([])
    vi.advanceTimersByTime(FLOW.frameMs)
    expect(sent).toEqual(['{"n":1}\n{"n":2}\n'])
    vi.useRealTimers()
  })

  it('waits when the shell has not taken a window of frames, and goes on when it has', async () => {
    const sent: string[] = []
    const outbox = new Outbox((lines) => sent.push(Buffer.from(lines).toString()))
    for (let n = 0; n < FLOW.window + 2; n++) {
      outbox.push(String(n))
      outbox.flush()
    }
    expect(sent).toHaveLength(FLOW.window)
    expect(outbox.backlog).toBe(2)
    const caughtUp = outbox.pressure()
    outbox.acknowledge(2)
    await caughtUp
    expect(sent.slice(-2)).toEqual([`${FLOW.window}\n`, `${FLOW.window + 1}\n`])
    expect(outbox.backlog).toBe(0)
  })
})

describe('lines as bytes', () => {
  it('are the lines again, in any script, however many there are', () => {
    const lines = new LineBytes()
    const given = ['', 'a', '마지막 ACK', '𝄞'.repeat(9_000), 'x'.repeat(50_000), '\ud800']
    for (const line of given) lines.push(line)
    expect([lines.count, lines.length]).toEqual([given.length, Buffer.byteLength(`${given.join('\n')}\n`)])
    expect(Buffer.from(lines.take()).toString()).toBe(Buffer.from(`${given.join('\n')}\n`).toString())
    expect([lines.count, lines.length]).toEqual([0, 0])
  })

  it('that were taken are not written into any more', () => {
    const lines = new LineBytes()
    lines.push('one')
    const taken = lines.take()
    lines.push('two')
    expect(Buffer.from(taken).toString()).toBe('one\n')
  })

  it('are written where those given back had been', () => {
    const lines = new LineBytes()
    lines.push('one')
    const taken = lines.take()
    lines.giveBack(taken)
    lines.take()
    lines.push('two and more than that')
    const again = lines.take()
    expect(again.buffer).toBe(taken.buffer)
    expect(Buffer.from(again).toString()).toBe('two and more than that\n')
  })
})

describe('a reader that can wait', () => {
  it('sends at once what fills whole frames, and waits while too much of it is on its way', async () => {
    const sent: string[] = []
    const outbox = new Outbox((lines) => sent.push(Buffer.from(lines).toString()))
    const large = 'x'.repeat(FLOW.frameBytes)
    const fill = FLOW.windowSize / FLOW.frameBytes
    for (let n = 0; n < fill; n++) {
      outbox.push(large)
      await outbox.pressure()
    }
    expect(sent).toHaveLength(fill)
    outbox.push(large)
    const waiting = outbox.pressure()
    expect(sent).toHaveLength(fill)
    outbox.acknowledge(1)
    await waiting
    expect(sent).toHaveLength(fill + 1)
  })

  it('waits no longer when it is released', async () => {
    const outbox = new Outbox(() => undefined)
    for (let n = 0; n <= FLOW.window; n++) {
      outbox.push(String(n))
      outbox.flush()
    }
    const waiting = outbox.pressure()
    outbox.release()
    await waiting
    expect(outbox.backlog).toBe(1)
  })
})
