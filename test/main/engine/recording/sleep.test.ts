import { afterAll, describe, expect, it } from 'vitest'
import { gapOf, SessionClock } from '../../../../src/main/engine/native/clock'
import { catalogue } from '../../../../src/main/shell/text/catalogue'
import { observe } from '../../../../src/shared/experiment/observed'
import { LifecycleStory } from '../../../../src/shared/figures/lifecycle-story'
import type { GapSeen } from '../../../../src/shared/model/events'
import { plain } from '../../../../src/shared/story'
import { tell } from '../../../../src/shared/story/tell'
import { HandClock } from '../native/hand-clock'
import { record, Recordings, told } from './a-recording'

const files = new Recordings()
afterAll(() => files.remove())

describe('a machine that sleeps while it records', () => {
  it('is told so in the recording: by which instant, for how long, and that nothing was lost by it', async () => {
    const hand = new HandClock()
    const gaps: GapSeen[] = []
    const clock = new SessionClock((step) => gaps.push(gapOf(step)), hand)
    hand.pass(20)
    clock.now()
    hand.sleep(28_800_000)
    hand.pass(4)
    clock.now()
    const path = files.path('slept.pcapng')
    record(path, { events: gaps, endsAt: 90_000_000 })
    const events = await told(path)
    const found = events.filter(({ type }) => type === 'gap')
    expect(found).toEqual([{ type: 'gap', at: 20_000_000, until: 24_000_000, reason: 'suspend', packets: 0, by: 28_800_000_000_000 }])
    expect((['en', 'ko'] as const).map((language) => plain(tell(found[0] ?? expect.fail(), catalogue(language)) ?? []))).toEqual([
      expect.stringContaining('the machine slept for 28800'), expect.stringMatching(/컴퓨터가 28800.* 동안 절전 상태였습니다/)
    ])
    const story = new LifecycleStory()
    events.forEach((event) => story.take(event))
    expect([story.gaps.length, observe(events, { connections: 1, calls: new Set() }).losses]).toEqual([1, []])
  })
})
