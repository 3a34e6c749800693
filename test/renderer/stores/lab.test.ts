// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useClockStore } from '../../../src/renderer/src/stores/clock'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { FakeLab } from '../fake-lab'
import { description, silentWindow, told } from '../fake-shell'
import { activeClose, header } from '../story'
import { attachedShell } from './attached-shell'

type Store = ReturnType<typeof useLabStore>
let store: Store

/** A store that works with a fake shell; its events come at once. */
function working(script = told()): FakeLab {
  store = useLabStore()
  return attachedShell({ scriptFor: () => script })
}
beforeEach(() => setActivePinia(createPinia()))

describe('a session from the window', () => {
  it('runs, ends with its result, and stays on the screen', async () => {
    working()
    await store.start({ kind: 'experiment', id: 'active-close', params: {} }, 'en')
    expect(store.phase).toBe('finished')
    expect(useSessionStore().packets.count).toBe(11)
    expect(useClockStore().running).toBe(false)
    expect(useClockStore().now).toBe(useSessionStore().latest)
  })
  it('stands at its last event, also when its end is known before that', async () => {
    working(told({ end: 'open' }))
    await store.start({ kind: 'watch' }, 'en')
    store.takeStatus(1, { state: 'finished' })
    store.takeEvents(1, [{ type: 'counter', at: 90e9, name: 'TcpActiveOpens', delta: 1 }])
    expect(useClockStore().now).toBe(90e9)
  })
  it('can be stopped while it runs', async () => {
    working(told({ end: 'open' }))
    await store.start({ kind: 'watch' }, 'en')
    expect(store.phase).toBe('running')
    await store.stop()
    expect(store.phase).toBe('finished')
  })
  it('of a file has no running clock: time stands at its last event', async () => {
    working({ header: header({ mode: 'file' }), events: activeClose({ packetsOnly: true }), end: 'open' })
    await store.start({ kind: 'recording', name: 'a.pcapng' }, 'en', 'a.pcapng')
    expect(store.openedName).toBe('a.pcapng')
    expect(useClockStore().running).toBe(false)
  })
  it('whose engine dies says so, with its recording, and keeps what was seen', async () => {
    const lab = working(told({ end: 'open' }))
    await store.start({ kind: 'watch' }, 'en')
    lab.die()
    expect(store.phase).toBe('died')
    expect(store.died).toMatchObject({ failure: { code: 'engine-died' }, mayRestart: true, recording: expect.stringContaining('.pcapng') as string })
    expect(useSessionStore().packets.count).toBe(11)
  })
  it('that cannot start tells why, and leaves the window free', async () => {
    store = useLabStore()
    store.attach(new FakeLab(silentWindow, { description, scriptFor: () => undefined }))
    store.setChannel({ state: 'open' })
    await store.start({ kind: 'watch' }, 'en')
    expect(store.failure?.code).toBe('unknown-experiment')
    expect(store.phase).toBe('idle')
  })
})

describe('the connection to the shell', () => {
  it('that drops ends the session on the screen; nothing is lost of what was seen', async () => {
    working(told({ end: 'open' }))
    await store.start({ kind: 'watch' }, 'en')
    store.setChannel({ state: 'lost' })
    expect(store.phase).toBe('finished')
    expect(useSessionStore().packets.count).toBe(11)
  })
  it('is described and its recordings are listed when it opens', async () => {
    working()
    await Promise.resolve()
    await Promise.resolve()
    await Promise.resolve()
    expect(store.description?.shell).toBe('browser')
  })
  it('makes a failure of a call that is rejected', async () => {
    const lab = working()
    lab.keep = () => Promise.reject(new Error('gone'))
    await store.keep()
    expect(store.failure).toMatchObject({ code: 'stopped', said: 'gone' })
  })
})

describe('keeping a recording', () => {
  it('tells where it is, until that message is closed', async () => {
    working()
    await store.keep()
    expect(store.kept?.name).toMatch(/\.pcapng$/)
    store.dismiss()
    expect([store.keptSeen, store.kept !== null]).toEqual([true, true])
  })
})
