import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { inSeconds } from '../../../../src/shared/base/brand'
import { fail, ok } from '../../../../src/shared/base/result'
import { activeClose, COURSE, desk, engine, engines, EXPERIMENT, files, folder, names, refuse, shapeNext, status, statuses, told, until, WATCH, windowStates, useDesk } from './a-desk'
import { RESULT } from './fake-engine'

useDesk()
const seen = (): unknown => ({ running: desk.running, recorded: desk.recorded, unkept: desk.unkept })

describe('starting', () => {
  it('an experiment runs in a sandbox, with the window\'s parameters, and is written to a hidden file from the start', async () => {
    expect(await desk.start(EXPERIMENT)).toMatchObject({ ok: true, value: { type: 'session', mode: 'sandbox' } })
    expect(engine().mode).toBe('sandbox')
    expect(engine().request?.experiment).toEqual({ origin: 'built-in', experiment: activeClose, params: { wait: 2 } })
    expect(await names()).toEqual([expect.stringMatching(/^\.session-.*\.pcapng$/)])
    expect(statuses()).toEqual([{ state: 'running' }])
  })
  it('watching this machine leaves out the shell\'s own port', async () => {
    await desk.start({ ...WATCH, port: 12345 })
    expect(engine().request).toMatchObject({ mode: 'host', port: 12345, ignorePorts: [4711] })
  })
  it('a chosen file is read through its token, and nothing is recorded', async () => {
    const chosen = await desk.chooseFile()
    expect(chosen).toMatchObject({ ok: true, value: { name: 'a.pcap' } })
    const token = chosen.ok && chosen.value ? chosen.value.token : ''
    await desk.start({ kind: 'file', token, language: 'en' })
    expect(engine().request).toMatchObject({ mode: 'file', file: '/home/student/a.pcap' })
    expect(engine().request?.record).toBeUndefined()
    await status('finished')
  })
  it('a path, a made-up token, an unknown experiment and an unknown recording start nothing', async () => {
    expect(await desk.start({ kind: 'file', token: '/etc/passwd', language: 'en' })).toMatchObject({ ok: false, error: { code: 'unreadable-file' } })
    expect(await desk.start({ kind: 'recording', name: '../secret.pcapng', language: 'en' })).toMatchObject({ ok: false, error: { code: 'unreadable-file' } })
    expect(await desk.start({ ...EXPERIMENT, id: 'toString' })).toMatchObject({ ok: false, error: { code: 'unknown-experiment' } })
    expect(engines).toHaveLength(0)
  })
  it('what the engine refuses is answered, and leaves neither process nor file', async () => {
    const refusal = fail('no-libpcap', { said: 'libpcap.so.1 is missing', remedy: 'sudo apt install libpcap0.8' })
    refuse(refusal)
    expect(await desk.start(EXPERIMENT)).toEqual(refusal)
    expect(engine().disposed).toBe(true)
    expect(await names()).toEqual([])
  })
  it('a second start ends the first session and discards its recording', async () => {
    await desk.start(EXPERIMENT)
    const [first] = await names()
    await desk.start(EXPERIMENT)
    expect(engine(1).disposed).toBe(true)
    expect(await names()).toEqual([expect.not.stringMatching(first ?? '')])
  })
  it('two starts at once give one running engine', async () => {
    await Promise.all([desk.start(EXPERIMENT), desk.start(EXPERIMENT)])
    expect(engines.map(({ disposed }) => disposed)).toEqual([true, false])
  })
})

describe('the stream', () => {
  it('batches are passed on as text, and count as taken when the window says so, oldest first', async () => {
    await desk.start(EXPERIMENT)
    let taken = 0
    const batches = ['{"type":"step"}\n', 'not even json: 시간\n'].map((text) => engine().send(text).then(() => taken++))
    expect(told.filter(({ name }) => name === 'events').map(({ args }) => args)).toEqual([[1, '{"type":"step"}\n'], [1, 'not even json: 시간\n']])
    await desk.acknowledge(1)
    await batches[0]
    expect(taken).toBe(1)
    await desk.acknowledge(1)
    await batches[1]
  })
  it('an acknowledgement of an old session\'s batch does not count for the new one', async () => {
    await desk.start(EXPERIMENT)
    void engine(1).send('old\n')
    await desk.start(EXPERIMENT)
    let taken = false
    const batch = engine(2).send('new\n').then(() => (taken = true))
    await desk.acknowledge(1)
    await Promise.resolve()
    expect(taken).toBe(false)
    await desk.acknowledge(1)
    await batch
  })
  it('progress and troubles carry the number of their session', async () => {
    await desk.start(WATCH)
    engine().notifications.progress(5, 10)
    engine().notifications.trouble({ code: 'no-ss', said: 'ss is missing' })
    expect(told.slice(-2)).toEqual([{ name: 'progress', args: [1, 5, 10] }, { name: 'trouble', args: [1, { code: 'no-ss', said: 'ss is missing' }] }])
  })
})

describe('stopping', () => {
  it('closes the session, tells everything the engine still has, and only then ends the engine', async () => {
    await desk.start(WATCH)
    engine().hold('connection\n')
    engine().hold('result\n')
    const stopped = desk.stop()
    await until(() => told.find(({ args }) => args[1] === 'connection\n'))
    expect(engine().disposed).toBe(false)
    await desk.acknowledge(1)
    await until(() => told.find(({ args }) => args[1] === 'result\n'))
    await desk.acknowledge(1)
    expect(await stopped).toEqual(ok(RESULT))
    expect(engine().disposed).toBe(true)
    expect(statuses()).toEqual([{ state: 'running' }, { state: 'finished' }])
    expect(await desk.stop()).toEqual(ok(RESULT))
    expect(engine().asked).toEqual(['close'])
  })
  it('an experiment that has come to its end finishes the session by itself', async () => {
    await desk.start(EXPERIMENT)
    engine().experimentEnds()
    await status('finished')
  })
  it('an experiment that could not run says why', async () => {
    await desk.start(EXPERIMENT)
    engine().experimentEnds(fail('no-nft', { said: 'nft is missing', remedy: 'sudo apt install nftables' }))
    await status('finished')
    expect(told).toContainEqual({ name: 'trouble', args: [1, { code: 'no-nft', said: 'nft is missing', remedy: 'sudo apt install nftables' }] })
  })
  it('stopping an experiment early is no trouble', async () => {
    await desk.start(EXPERIMENT)
    await desk.stop()
    expect(told.map(({ name }) => name)).not.toContain('trouble')
  })
  it('without a session everything that needs one says so', async () => {
    for (const answer of [desk.stop(), desk.keep(), desk.socketsText(), desk.packetFrame(1), desk.note({ text: 'x' }), desk.vitals()]) {
      expect(await answer).toMatchObject({ ok: false, error: { code: 'no-session' } })
    }
  })
})

describe('when the engine dies', () => {
  it('the window hears how, and where the recording is; it stays', async () => {
    await desk.start(EXPERIMENT)
    engine().dies()
    const died = await status('died')
    expect(died).toMatchObject({ failure: { code: 'engine-died', reason: { kind: 'killed', signal: 'SIGSEGV' } }, mayRestart: true, recording: expect.stringContaining(join(folder, 'active-close-')) })
    await desk.start(WATCH)
    expect((await desk.recordings()).map(({ path }) => path)).toEqual([died.state === 'died' ? died.recording : ''])
  })
  it('a hung one is told apart', async () => {
    await desk.start(WATCH)
    engine().dies({ reason: { kind: 'no-answer-for', seconds: inSeconds(20) } }, 'hung')
    expect(await status('died')).toMatchObject({ failure: { code: 'engine-hung' } })
  })
  it('the fifth death within a minute offers no restart any more', async () => {
    for (let death = 1; death <= 5; death++) {
      await desk.start(WATCH)
      engine().dies()
      await until(() => statuses().filter(({ state }) => state === 'died')[death - 1])
    }
    expect(statuses().filter(({ state }) => state === 'died').map((each) => each.state === 'died' && each.mayRestart)).toEqual([true, true, true, true, false])
  })
  it('one that breaks a promise of its own is ended, and told as dead', async () => {
    shapeNext((made) => (made.runExperiment = () => Promise.reject(new Error('bug: a step without a name'))))
    await desk.start(EXPERIMENT)
    expect(await status('died')).toMatchObject({ failure: { code: 'engine-died', said: 'bug: a step without a name' }, recording: expect.any(String) })
    expect(engine().disposed).toBe(true)
  })
  it('one that does not close the session within a minute is taken for hung', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    shapeNext((made) => (made.close = () => new Promise(() => undefined)))
    await desk.start(WATCH)
    const stopped = desk.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await stopped).toMatchObject({ ok: false, error: { code: 'engine-hung' } })
    expect(await status('died')).toMatchObject({ failure: { code: 'engine-hung' }, recording: expect.any(String) })
    expect(engine().disposed).toBe(true)
  })
  it('while it was being kept, the recording is kept all the same', async () => {
    await desk.start(WATCH)
    const dying = engine()
    dying.keepRecording = () => {
      dying.dies()
      return new Promise(() => undefined)
    }
    expect(await desk.keep()).toMatchObject({ ok: true, value: { name: expect.stringMatching(/^watch-/) } })
    await status('died')
    expect(await names()).toHaveLength(1)
  })
})

describe('what the program around the window may ask', () => {
  it('whether something runs, was recorded, and would be gone', async () => {
    expect(seen()).toEqual({ running: false, recorded: false, unkept: false })
    await desk.start(WATCH)
    expect(seen()).toEqual({ running: true, recorded: true, unkept: true })
    await desk.stop()
    expect(seen()).toEqual({ running: false, recorded: true, unkept: true })
    await desk.keep()
    expect(seen()).toEqual({ running: false, recorded: true, unkept: false })
    await desk.start({ kind: 'file', token: files.offer({ path: '/a.pcap', name: 'a.pcap' }), language: 'en' })
    expect(seen()).toMatchObject({ recorded: false, unkept: false })
  })
  it('nothing of what an engine that died recorded: it has its name already', async () => {
    await desk.start(WATCH)
    engine().dies()
    await status('died')
    expect(desk.unkept).toBe(false)
    expect(await names()).toEqual([expect.stringMatching(/^watch-.*\.pcapng$/)])
  })
  it('is told the language of the window and what its menu could do', async () => {
    await desk.windowState({ language: 'ko', available: ['run', 'open'] })
    expect(windowStates).toEqual([{ language: 'ko', available: ['run', 'open'] }])
  })
})

describe('the course', () => {
  it('counts runs of its own experiments, and of no others', async () => {
    expect((await desk.describe()).course).toBe(COURSE)
    expect(await desk.courseRan({ experiment: 'active-close', held: true, predictions: [{ id: 'who', right: false }] })).toMatchObject({ ok: true, value: { steps: { 'active-close': { runs: 1 } } } })
    expect(await desk.courseRan({ experiment: 'mine', held: true, predictions: [] })).toMatchObject({ ok: false, error: { code: 'unknown-experiment' } })
    expect(Object.keys((await desk.courseProgress()).steps)).toEqual(['active-close'])
  })
  it('is forgotten when that is wished', async () => {
    await desk.courseRan({ experiment: 'active-close', held: true, predictions: [] })
    expect(await desk.courseReset()).toEqual({ ok: true, value: { version: 1, steps: {} } })
    expect((await desk.courseProgress()).steps).toEqual({})
    expect(await desk.courseReset()).toMatchObject({ ok: true })
  })
})
