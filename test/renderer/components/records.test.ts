// @vitest-environment happy-dom
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import rubricSource from '../../../resources/rubrics/lost-final-ack.yaml?raw'
import ChooseRecording from '../../../src/renderer/src/components/comparison/ChooseRecording.vue'
import RecordingsComparison from '../../../src/renderer/src/components/comparison/RecordingsComparison.vue'
import GradePane from '../../../src/renderer/src/components/grading/GradePane.vue'
import ReplayBar from '../../../src/renderer/src/components/layout/ReplayBar.vue'
import RecordingStatus from '../../../src/renderer/src/components/title/RecordingStatus.vue'
import SampleList from '../../../src/renderer/src/components/state/SampleList.vue'
import { useComparedStore } from '../../../src/renderer/src/stores/compared'
import { useGradingStore } from '../../../src/renderer/src/stores/grading'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useSelectionStore } from '../../../src/renderer/src/stores/selection'
import type { CapturePart } from '../../../src/shared/ipc/capture-part'
import type { GradedCapture } from '../../../src/shared/ipc/grading'
import type { RecordingNamed } from '../../../src/shared/ipc/lab-records'
import { aRun, session } from '../../shared/experiment/a-run'
import type { FakeRecords } from '../fake-lab-records'
import { told } from '../fake-shell'
import { freshWindow, mounted } from '../mounted'
import { offeredFiles } from '../offered-files'
import { attachedShell } from '../stores/attached-shell'
import { activeClose, header } from '../story'

const part = (first: 'client' | 'server', conn: string | null): CapturePart => ({
  header: session({ mode: 'file', id: first, experiment: 'active-close' }), connections: ['c1', 'c2'].map((id) => ({ id, client: '127.0.0.1:40000', server: '127.0.0.1:12345', packets: 9 })), total: 2,
  conn: conn ?? 'c1', events: aRun({ first }).filter(({ type }) => type !== 'session'), left: conn === 'c2' ? 7 : 0, end: 70e9
})
const graded: GradedCapture = {
  header: session({ mode: 'file', id: 'a1', experiment: 'lost-final-ack' }), packets: 9, fingerprint: '', contradictions: { count: 0, found: [] },
  recording: { type: 'recording', at: 0, session: 'a1', chain: 'changed', links: 2, changed: 1, differences: [{ what: 'changed', kind: 'packet', packet: 3 }] },
  decisions: ['held', 'failed', 'held', 'unobservable', 'held'].map((verdict) => ({ verdict: verdict as 'held', detail: `seen: ${verdict}`, proof: [{ event: 'packet', n: 4 }] }))
}
const asked: unknown[] = []
const records: FakeRecords = {
  samples: [{ id: 'active-close', bytes: 57_952 }, { id: 'reset', bytes: 43_276 }], rubrics: [{ name: 'lost-final-ack.yaml', source: rubricSource }],
  part: (recording: RecordingNamed, conn) => {
    asked.push([recording, conn])
    return recording.kind === 'file' ? undefined : part(recording.kind === 'session' ? 'client' : 'server', conn)
  },
  graded: (_recording, _rubric, spoken) => (spoken === 'en' ? graded : { ...graded, decisions: graded.decisions.map((decision) => ({ ...decision, detail: '확인함' })) })
}
let shown: VueWrapper | undefined

/** A session of lost-final-ack that is over. */
async function over(component: Parameters<typeof mounted>[0], language: 'en' | 'ko' = 'en'): Promise<VueWrapper> {
  shown = mounted(component, {}, language)
  await flushPromises()
  return shown
}
beforeEach(async () => {
  freshWindow()
  asked.length = 0
  attachedShell({ records, scriptFor: () => told({ header: header({ mode: 'file', source: 'file', experiment: 'lost-final-ack' }), events: activeClose() }) })
  await useLabStore().start({ kind: 'sample', id: 'lost-final-ack' }, 'en', 'lost-final-ack.pcapng')
  await flushPromises()
})
afterEach(() => shown?.unmount())

const compare = async (language: 'en' | 'ko' = 'en'): Promise<VueWrapper> => {
  await useComparedStore().begin({ recording: { kind: 'sample', id: 'reset' }, title: 'reset.pcapng' })
  return over(RecordingsComparison, language)
}
const rows = (wrapper: VueWrapper): string[] => wrapper.get('[data-testid=recordings-table]').findAll('tbody tr').map((row) => row.text())
const grade = async (): Promise<VueWrapper> => {
  const wrapper = await over(GradePane)
  useGradingStore().begin('en')
  await flushPromises()
  return wrapper
}

describe('two recordings beside each other', () => {
  it('say in words what is different, numbered as in the picture, by their names', async () => {
    const wrapper = await compare()
    expect(wrapper.get('thead').text()).toMatch(/lost-final-ack\.pcapng.*reset\.pcapng/)
    expect(rows(wrapper)).toEqual(expect.arrayContaining([expect.stringMatching(/^≠ *Closed first *the client, by FIN *the server, by FIN$/), expect.stringMatching(/^1 *The client's path/)]))
    expect(wrapper.get('.differences').text()).toMatch(/differences: \d+/)
  })

  it('in Korean, and only what differs when that is asked for', async () => {
    const wrapper = await compare('ko')
    const all = rows(wrapper).length
    await wrapper.get('input[type=checkbox]').setValue(true)
    expect(rows(wrapper).length).toBeLessThan(all)
    expect(rows(wrapper).join()).toContain('먼저 닫은 쪽클라이언트, FIN로서버, FIN로')
  })

  it('leave their table as CSV, with the groups as a column', async () => {
    const offered = offeredFiles()
    const wrapper = await compare()
    await wrapper.get('.of-table [aria-haspopup=menu]').trigger('click')
    await wrapper.get('.of-table [role=menuitem]').trigger('click')
    vi.restoreAllMocks()
    expect(offered.map(({ name }) => name)).toEqual([expect.stringMatching(/comparison\.csv$/)])
    const lines = (await offered[0]?.content.text() ?? '').split('\r\n')
    expect(lines[0]).toMatch(/^[^,]+,[^,]+,lost-final-ack\.pcapng,reset\.pcapng,[^,]+$/)
    expect(lines).toContain('Closing and waiting,Closed first,"the client, by FIN","the server, by FIN",yes')
    expect(lines).toHaveLength(wrapper.findAll('[data-testid=recordings-table] tbody tr:not(.group)').length + 2)
  })

  it('of each another connection can be chosen; what is left out of a long one is said', async () => {
    const wrapper = await compare()
    await wrapper.get('[data-testid=compare-conn-1]').setValue('c2')
    await flushPromises()
    expect(asked.at(-1)).toEqual([{ kind: 'sample', id: 'reset' }, 'c2'])
    expect(wrapper.text()).toContain('reset.pcapng: 7 later events of this connection are not shown.')
  })

  it('one that is no capture is said, and the session stays', async () => {
    await useComparedStore().begin({ recording: { kind: 'file', token: 'x' }, title: 'notes.txt' })
    const wrapper = await over(RecordingsComparison)
    expect(wrapper.get('[role=alert]').text()).toMatch(/This is not a capture file.*notes\.txt cannot be compared/)
    await wrapper.get('[data-testid=compare-close]').trigger('click')
    expect(useComparedStore().shown).toBe(false)
  })

  it('end with the session', async () => {
    await compare()
    await useLabStore().start({ kind: 'sample', id: 'reset' }, 'en')
    expect(useComparedStore().shown).toBe(false)
  })

  it('are offered when a session is over, with samples to choose from', async () => {
    const bar = await over(ReplayBar)
    await bar.get('[data-testid=compare-recordings]').trigger('click')
    expect(useComparedStore().choosing).toBe(true)
    shown?.unmount()
    const dialog = await over(ChooseRecording)
    await dialog.get('input[type=search]').setValue('whoever')
    expect(dialog.findAll('[data-sample]').map((entry) => entry.attributes('data-sample'))).toEqual(['active-close'])
  })
})

describe('a file that somebody may still write to', () => {
  it('can be followed: read anew, and on as it grows; a sample cannot', async () => {
    const lab = useLabStore()
    expect((await over(ReplayBar)).find('[data-testid=follow]').exists()).toBe(false)
    shown?.unmount()
    await lab.start({ kind: 'recording', name: 'mine.pcapng' }, 'en', 'mine.pcapng')
    await flushPromises()
    const bar = await over(ReplayBar)
    await bar.get('[data-testid=follow]').trigger('click')
    expect([lab.wanted, lab.openedName]).toEqual([{ kind: 'recording', name: 'mine.pcapng', follow: true }, 'mine.pcapng'])
    shown?.unmount()
    lab.phase = 'running'
    expect((await over(RecordingStatus)).get('[data-testid=recording]').text()).toContain('Following')
  })
})

describe('a file that a browser has handed over', () => {
  it('cannot be followed, and the window says why; what the program was started with can', async () => {
    const lab = useLabStore()
    await lab.start({ kind: 'file', token: 'given' }, 'en', 'mine.pcap')
    await flushPromises()
    const given = await over(ReplayBar)
    expect([given.find('[data-testid=follow]').exists(), given.find('[data-testid=follows-not]').exists()]).toEqual([true, false])
    shown?.unmount()
    lab.uploads.add('sent')
    await lab.start({ kind: 'file', token: 'sent' }, 'en', 'mine.pcap')
    await flushPromises()
    const sent = await over(ReplayBar)
    expect(sent.find('[data-testid=follow]').exists()).toBe(false)
    expect(sent.get('[data-testid=follows-not]').text()).toContain('twlab open --follow')
    expect(sent.get('[data-testid=follows-not]').attributes('title')).toContain('twlab app FILE')
  })
})

describe('grading the recording on the screen', () => {
  it('takes the rubric of its experiment: points, reasons, hints, what speaks against it and what the chain proves', async () => {
    const wrapper = await grade()
    expect(wrapper.get('[data-testid=score]').text()).toBe('7 of 12 points')
    const items = wrapper.findAll('.checks li')
    expect(items[1]?.text()).toMatch(/The server sent its FIN at least twice.*seen: failed.*0\/3.*The ACK of the server's FIN must be lost/)
    expect(items[3]?.attributes('data-verdict')).toBe('unobservable')
    expect(wrapper.get('.doubts').text()).toContain('the recording was changed after it was made: packet: not as it was written, at packet 3')
    expect(wrapper.get('[data-testid=proves]').text()).toMatch(/^It was changed after it was written/)
  })

  it('says what was found in the language that the window is changed to', async () => {
    const wrapper = await grade()
    wrapper.vm.$i18n.locale = 'ko'
    await flushPromises()
    expect(wrapper.get('[data-testid=score]').text()).toContain('7')
    expect(wrapper.findAll('.checks .detail').map((detail) => detail.text())).toEqual(graded.decisions.map(() => '확인함'))
  })

  it('selects the evidence for a check that is clicked', async () => {
    const wrapper = await grade()
    await wrapper.get('.proof').trigger('click')
    expect(useSelectionStore().packet).toBe(4)
  })

  it('takes a rubric from the disk, and tells the line of each fault in it', async () => {
    const wrapper = await grade()
    await useGradingStore().bring({ name: 'mine.yaml', source: 'title: Mine\nchecks:\n  - { id: a, points: many, title: A, that: lossless }\n' }, 'en')
    await flushPromises()
    expect(wrapper.get('[data-testid=rubric-faults]').text()).toMatch(/mine\.yaml:3:\d+: checks\[0\]\.points/)
    expect(wrapper.find('[data-testid=score]').exists()).toBe(false)
    expect(wrapper.get('[data-testid=rubric]').findAll('option').map((option) => option.text())).toEqual(['Choose a rubric', 'The last ACK is lost', 'mine.yaml'])
  })
})

describe('samples', () => {
  it('open with a click', async () => {
    const wrapper = await over(SampleList)
    await wrapper.get('[data-sample=reset]').trigger('click')
    expect(useLabStore().openedName).toBe('reset.pcapng')
  })
})
