// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import EmptyState from '../../../src/renderer/src/components/state/EmptyState.vue'
import SessionBanners from '../../../src/renderer/src/components/state/SessionBanners.vue'
import WaitingForTraffic from '../../../src/renderer/src/components/state/WaitingForTraffic.vue'
import RecordingStatus from '../../../src/renderer/src/components/title/RecordingStatus.vue'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { inBytes } from '../../../src/shared/base/brand'
import type { DoctorCheck } from '../../../src/shared/ipc/lab'
import { FakeLab } from '../fake-lab'
import { description, silentWindow } from '../fake-shell'
import { freshWindow, mounted } from '../mounted'
import { header } from '../story'

beforeEach(freshWindow)
const machine = (checks: readonly DoctorCheck[]): void => useLabStore().attach(new FakeLab(silentWindow, { description, scriptFor: () => undefined, checks }))

describe('before anything has run', () => {
  it('the window says what will be seen, and offers one button that begins', async () => {
    machine([])
    const state = mounted(EmptyState)
    await flushPromises()
    expect(state.text()).toContain('Why is something still there?')
    expect(state.find('[data-testid=begin]').attributes('disabled')).toBeUndefined()
    expect(state.text()).toContain('This machine has everything a lab needs.')
  })
  it('it names what the machine lacks, with the command that mends it', async () => {
    machine([{ id: 'libpcap', state: 'missing', detail: 'libpcap cannot be loaded', remedy: 'sudo apt-get install libpcap0.8' }])
    const state = mounted(EmptyState)
    await flushPromises()
    expect(state.text()).toContain('This machine lacks something a lab needs:')
    expect(state.find('code').text()).toBe('sudo apt-get install libpcap0.8')
    expect(state.find('button[aria-label=Copy]').exists()).toBe(true)
  })
  it('it says what this machine can do and what not, by what that rests on', async () => {
    machine([{ id: 'namespaces', state: 'ok', detail: '' }, { id: 'libpcap', state: 'missing', detail: 'none' }, { id: 'host-capture', state: 'degraded', detail: 'denied' }])
    const state = mounted(EmptyState)
    await flushPromises()
    const abilities = state.findAll('.abilities li').map((each) => [each.classes()[0], each.text()])
    expect(abilities).toEqual([
      ['ok', 'Run experiments in a network of its own'], ['missing', 'Capture packets — not here'], ['ok', "Read the kernel's sockets and timers"], ['ok', 'Lose segments on purpose, set sysctls'],
      ['ok', 'Run the real nc in two terminals'], ['degraded', "See packets of this machine's loopback — with limits"], ['ok', 'Open recordings and captures']
    ])
  })
  it('it does not trouble people with what only the command line needs', async () => {
    machine([{ id: 'tshark', state: 'degraded', detail: 'tshark is missing' }])
    const state = mounted(EmptyState)
    await flushPromises()
    expect(state.text()).not.toContain('tshark')
  })
})

describe('when something went wrong, the window says what, what still works, and the way on', () => {
  it('an engine that died', () => {
    const lab = useLabStore()
    lab.wanted = { kind: 'watch' }
    lab.died = { state: 'died', failure: { code: 'engine-died', reason: { kind: 'killed', signal: 'SIGKILL' } }, mayRestart: true, recording: '/home/s/a.pcapng' }
    const banners = mounted(SessionBanners)
    expect(banners.find('[role=alert]').text()).toMatch(/ended unexpectedly.*SIGKILL.*\/home\/s\/a\.pcapng.*Start again/s)
  })
  it('an engine that died too often is not offered again', () => {
    useLabStore().died = { state: 'died', failure: { code: 'engine-hung' }, mayRestart: false }
    expect(mounted(SessionBanners).find('[data-testid=restart]').exists()).toBe(false)
  })
  it('a damaged file, at its byte', () => {
    useSessionStore().apply(1, [header({ mode: 'file' }), { type: 'damage', at: 0, offset: 81_236, reason: 'block length 0', skipped: 12 }])
    expect(mounted(SessionBanners).find('[data-testid=damage]').text()).toMatch(/81,236.*block length 0.*12.B skipped.*before and after/s)
  })
  it('damage that is found after the file\'s beginning is on the screen already, and more of it', async () => {
    const session = useSessionStore()
    session.apply(1, [header({ mode: 'file' })])
    const banners = mounted(SessionBanners)
    for (const [offset, said] of [[81_236, /81,236/], [90_000, /81,236.*90,000/s]] as const) {
      session.apply(1, [{ type: 'damage', at: 0, offset, reason: 'block length 0', skipped: 12 }])
      await flushPromises()
      expect(banners.find('[data-testid=damage]').text()).toMatch(said)
    }
  })
  it('a refusal, with its remedy to copy', () => {
    useLabStore().failure = { code: 'no-capture-permission', said: 'CAP_NET_RAW is missing.', remedy: 'sudo setcap cap_net_raw+ep node' }
    const banners = mounted(SessionBanners)
    expect(banners.text()).toContain('only the kernel\'s socket table is shown')
    expect(banners.find('code').text()).toBe('sudo setcap cap_net_raw+ep node')
  })
  it('a connection to the shell that dropped', () => {
    useLabStore().channel = { state: 'lost' }
    expect(mounted(SessionBanners).text()).toContain('Trying again')
    useLabStore().channel = { state: 'refused', reason: 'too-many-windows' }
    expect(mounted(SessionBanners).text()).toContain('Close one')
  })
  it('a recording that is not as it was written: what was changed, and what a program left out; closed, it stays closed', async () => {
    useSessionStore().apply(1, [
      header({ mode: 'file' }), { type: 'recording', at: 9, session: 'a', chain: 'changed', links: 2, changed: 1, differences: [{ what: 'changed', kind: 'packet', packet: 3 }], lost: ['names'] }
    ])
    const banners = mounted(SessionBanners)
    expect(banners.find('[data-testid=about-recording]').text()).toMatch(/was changed after it was written.*packet 3.*names of addresses/s)
    await banners.find('[data-testid=about-recording] button').trigger('click')
    expect(banners.find('[data-testid=about-recording]').exists()).toBe(false)
  })
  it('a file with several sessions: which one this is, and a button for each other; a sorted one is said', async () => {
    const others = { count: 1, session: 'b', startedAt: '2026-11-22T11:00:00.000000001Z', items: 44, sessions: [{ number: 1, session: 'b', startedAt: '2026-11-22T11:00:00.000000001Z', experiment: 'reset' }] }
    machine([])
    const lab = useLabStore()
    await lab.start({ kind: 'sample', id: 'reset' }, 'en', 'both.pcapng')
    lab.phase = 'finished'
    useSessionStore().apply(1, [header({ mode: 'file' }), { type: 'recording', at: 9, session: 'a', chain: 'intact', links: 2, number: 2, others, sorted: 1 }])
    const banners = mounted(SessionBanners)
    expect(banners.find('[data-testid=about-recording]').text()).toMatch(/1 packet or event was put back.*this is session 2/s)
    expect(banners.get('[data-session]').text()).toMatch(/^Open session 1: reset \(.*2026.*\)$/)
    await banners.get('[data-session]').trigger('click')
    expect(lab.wanted).toEqual({ kind: 'sample', id: 'reset', session: 1 })
    expect(lab.openedName).toBe('both.pcapng')
  })
  it('nothing of a recording that is as it was written', () => {
    useSessionStore().apply(1, [header({ mode: 'file' }), { type: 'recording', at: 9, session: 'a', chain: 'intact', links: 2 }])
    expect(mounted(SessionBanners).text()).toBe('')
  })
  it('a file that changed while it was read, with the way to the rest of it', () => {
    const lab = useLabStore()
    lab.wanted = { kind: 'file', token: 'a' }
    lab.takeTrouble({ code: 'file-changing', of: 'growing.pcapng', reason: { kind: 'grown', opened: inBytes(10), now: inBytes(20), read: inBytes(10) } })
    const banners = mounted(SessionBanners)
    expect(banners.find('[role=alert]').text()).toMatch(/changed while it was read.*20 when it had been read/s)
    expect(banners.find('[data-testid=read-again]').text()).toBe('Read again')
  })
  it('nothing, when all is well', () => {
    expect(mounted(SessionBanners).text()).toBe('')
  })
})

describe('a session without connections', () => {
  it.each([
    ['running', 'host', 'host'], ['running', 'sandbox', 'lab'], ['running', 'file', 'reading'], ['finished', 'file', 'emptyFile'], ['finished', 'sandbox', 'nothing']
  ] as const)('%s, mode %s: %s', (phase, mode, situation) => {
    useSessionStore().apply(1, [header({ mode })])
    useLabStore().phase = phase
    expect(mounted(WaitingForTraffic).find('.waiting').attributes('data-situation')).toBe(situation)
  })
  it('running, with an experiment: its first segment is on the way', () => {
    useSessionStore().apply(1, [header({ mode: 'sandbox', experiment: 'active-close' })])
    useLabStore().phase = 'running'
    expect(mounted(WaitingForTraffic).find('.waiting').attributes('data-situation')).toBe('soon')
  })
})

describe('the recording\'s state', () => {
  it.each([['running', 'sandbox', 'Recording'], ['finished', 'sandbox', 'Recorded'], ['died', 'host', 'Interrupted'], ['finished', 'file', 'Replay']] as const)(
    '%s in mode %s is called %s', (phase, mode, words) => {
      useSessionStore().apply(1, [header({ mode })])
      useLabStore().phase = phase
      expect(mounted(RecordingStatus).text()).toContain(words)
    }
  )
  it('a recording that the disk takes no more of is not called one that goes on', () => {
    useSessionStore().apply(1, [header({ mode: 'sandbox' })])
    useLabStore().phase = 'running'
    useLabStore().takeTrouble({ code: 'cannot-write', of: 'a.pcapng', reason: { kind: 'recording-ends', why: { said: 'the disk is full' }, read: inBytes(8192) } })
    expect(mounted(RecordingStatus).text()).toContain('Recording ended')
  })
})
