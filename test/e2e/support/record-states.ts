import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import type { CapturePart } from '../../../src/shared/ipc/capture-part'
import type { GradedCapture } from '../../../src/shared/ipc/grading'
import type { RecordingNamed } from '../../../src/shared/ipc/lab-records'
import type { FakeRecords } from '../../renderer/fake-lab-records'
import { aRun } from '../../shared/experiment/a-run'
import { connectionEvents, header } from '../../renderer/story'
import type { WindowState } from './window-state'

const rubric = (name: string): string => readFileSync(resolve(import.meta.dirname, '../../../resources/rubrics', name), 'utf8')
const SAMPLES = ['active-close', 'lost-final-ack', 'ghost-segment', 'fin-before-data', 'half-close', 'same-four-tuple', 'simultaneous-close', 'assassination', 'reset']

/** A connection of one's own recording, and one of another. */
const part = (recording: RecordingNamed): CapturePart => {
  const first = recording.kind === 'session' ? 'client' : 'server'
  return {
    header: header({ mode: 'file', source: 'file', id: first, experiment: 'active-close' }), connections: [{ id: 'c1', client: '127.0.0.1:40000', server: '127.0.0.1:12345', packets: 9 }], total: 1,
    conn: 'c1', events: aRun({ first }).filter(({ type }) => type !== 'session'), left: 0, end: 70e9
  }
}
const graded: GradedCapture = {
  header: header({ mode: 'file', source: 'file', id: 'a1', experiment: 'lost-final-ack' }), packets: 11, fingerprint: '', contradictions: { count: 0, found: [] },
  recording: { type: 'recording', at: 0, session: 'a1', chain: 'changed', links: 2, changed: 1, differences: [{ what: 'changed', kind: 'packet', packet: 3 }] },
  decisions: [
    { verdict: 'held', detail: 'client: ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2, TIME-WAIT', proof: [{ event: 'packet', n: 8 }] }, { verdict: 'failed', detail: '1 segment with FIN from the server', proof: [{ event: 'packet', n: 8 }] },
    { verdict: 'held', detail: 'answered within 0.06 ms', proof: [{ event: 'packet', n: 9 }] }, { verdict: 'failed', detail: 'it was never restarted', proof: [] },
    { verdict: 'unobservable', detail: 'nobody looked at the server then', proof: [] }
  ]
}

/** What comes with the program, and what an engine says of recordings. */
export const RECORDS: FakeRecords = {
  samples: SAMPLES.map((id, index) => ({ id, bytes: 43_276 + 6_144 * index })), rubrics: ['lost-final-ack.yaml', 'half-close.yaml'].map((name) => ({ name, source: rubric(name) })), part, graded: () => graded
}

/** A hand-in that has been read. */
const handIn = {
  script: { header: header({ mode: 'file', source: 'file', experiment: 'lost-final-ack' }), events: connectionEvents({ id: 'c1', startMs: 18, lost: 1 }, 1) },
  options: { records: RECORDS },
  base: async (page: Page): Promise<void> => {
    await page.locator('.empty [data-sample=lost-final-ack]').click()
    await page.getByTestId('grade-recording').waitFor()
  }
} as const

/** Recordings as they lie there: opened as samples, graded, beside each other. */
export const RECORD_STATES: readonly WindowState[] = [
  {
    name: 'grading', of: '[data-testid=grading]', ...handIn, says: /drop it, not the FIN/,
    reach: async (page) => {
      await page.keyboard.press('g')
      await page.getByTestId('score').waitFor()
    },
    leave: async (page) => page.keyboard.press('g')
  },
  {
    name: 'rubric-faults', of: '[data-testid=grading]', ...handIn, says: /This rubric has faults/,
    reach: async (page) => {
      await page.keyboard.press('g')
      await page.getByTestId('rubric-file').setInputFiles({ name: 'mine.yaml', mimeType: '', buffer: Buffer.from(rubric('half-close.yaml').replace(/that: \w+/, 'that: reechd')) })
      await page.getByTestId('rubric-faults').waitFor()
    },
    leave: async (page) => page.keyboard.press('g')
  },
  {
    name: 'samples', of: '[role=dialog]', ...handIn, says: /Sample recordings/, reach: async (page) => {
      await page.keyboard.press('s')
      await page.getByRole('dialog').waitFor()
    },
    leave: async (page) => page.keyboard.press('Escape')
  },
  {
    name: 'compare-with', of: '[role=dialog]', ...handIn, says: /Compare with/, reach: async (page) => {
      await page.keyboard.press('d')
      await page.getByRole('dialog').waitFor()
    },
    leave: async (page) => page.keyboard.press('Escape')
  },
  {
    name: 'recordings-compared', of: '[data-testid=recordings-comparison]', ...handIn, says: /differences: \d+/, reach: async (page) => {
      await page.keyboard.press('d')
      await page.locator('[role=dialog] [data-sample=reset]').click()
      await page.getByTestId('recordings-table').waitFor()
    }
  }
]
