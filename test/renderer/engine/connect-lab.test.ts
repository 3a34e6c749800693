import { describe, expect, it, vi } from 'vitest'
import type { Channel, ChannelState } from '../../../src/renderer/src/engine/channel'
import { connectLab } from '../../../src/renderer/src/engine/connect-lab'
import type { LabNotifications } from '../../../src/shared/ipc/lab'
import { batchMessage } from '../../../src/shared/ipc/window'
import { fakeShell, silentWindow } from '../fake-shell'

describe('the shell as an object', () => {
  it('answers calls, and hands its notifications over in order', async () => {
    const heard: string[] = []
    const window: LabNotifications = { ...silentWindow, events: (session, jsonLines) => heard.push(`${session}:${jsonLines.split('"type":"')[1]?.split('"')[0]}`) }
    const { channel } = fakeShell()
    const connection = connectLab(channel, window)
    connection.open(() => {})
    const description = await connection.lab.describe()
    expect(description.shell).toBe('browser')
    const started = await connection.lab.start({ kind: 'watch', language: 'en' })
    expect(started.ok).toBe(true)
    await vi.waitFor(() => expect(heard.slice(0, 2)).toEqual(['1:session', '1:api']))
    connection.close()
  })
  it('hands over a batch in columns with its session, and leaves out what is none', () => {
    const heard: unknown[] = []
    const listeners: ((bytes: Uint8Array) => void)[] = []
    const channel: Channel = { post: () => {}, onMessage: () => {}, onBatch: (listener) => void listeners.push(listener), onState: () => {}, close: () => {} }
    connectLab(channel, { ...silentWindow, batch: (session, batch) => heard.push([session, batch]) })
    for (const bytes of [batchMessage(3, Uint8Array.of(1, 2)), Uint8Array.of(1)]) listeners.forEach((listener) => listener(bytes))
    expect(heard).toEqual([[3, Uint8Array.of(1, 2)]])
  })
  it('rejects the calls that are open when the channel drops', async () => {
    const listeners: ((state: ChannelState) => void)[] = []
    const tell = (state: ChannelState): void => listeners.forEach((listener) => listener(state))
    const channel: Channel = {
      post: () => {}, onMessage: () => {}, onBatch: () => {}, close: () => {},
      onState: (listener) => void listeners.push(listener)
    }
    const connection = connectLab(channel, silentWindow)
    const states: ChannelState[] = []
    connection.open((state) => states.push(state))
    tell({ state: 'open' })
    const answer = connection.lab.describe()
    await Promise.resolve()
    tell({ state: 'lost' })
    await expect(answer).rejects.toThrow()
    expect(states).toEqual([{ state: 'open' }, { state: 'lost' }])
  })
})
