import type { LifecyclePicture } from './lifecycle-picture'

type Looks = Pick<LifecyclePicture, 'theme' | 'font' | 'patterns'>
const [WIDTH, HEIGHT] = [300, 60]
const AT = { conn: 'c1', end: 'client', y: 2, height: 24 } as const
const SEGMENT = { y0: 26, y1: 34, from: 'client', verdict: 'passed', n: 1, conn: 'c1', selected: false, onSelectedRow: false } as const

/** A chart on which nothing is. */
export const emptyPicture = (looks: Looks): LifecyclePicture => ({
  ...looks, width: WIDTH, height: HEIGHT, scene: { bands: [], spans: [], reserves: [], restarts: [], discrepancies: [], lanes: [] }, segments: [], flags: [], gaps: [],
  axis: { ticks: [], gaps: [] }, nowX: null, text: { remaining: () => '60 s', overdue: '', unknownEnd: '' }
})

/** A chart on which there is one of whatever every session has, `shift` px further to the right. */
export const rehearsalPicture = (looks: Looks, shift: number): LifecyclePicture => ({
  ...emptyPicture(looks),
  scene: {
    bands: [{ y: 0, height: HEIGHT, selected: false, conn: 'c1' }], lanes: [14],
    spans: (['sampled', 'confirmed', 'inferred'] as const).map((evidence, i) => ({
      ...AT, x: i * 90 + shift, width: 80, state: 'TIME-WAIT', evidence, span: { from: 0, to: null, state: 'TIME-WAIT', evidence }, selected: false, label: { x: i * 90, width: 80 }
    })),
    reserves: [{ ...AT, x: 180 + shift, width: 90, kind: 'reserved', remainingMs: 60_000, evidence: 'confirmed' }], restarts: [], discrepancies: []
  },
  segments: [{ ...SEGMENT, x: 20 + shift, what: 'SYN', label: 'SYN', labelY: 30 }, { ...SEGMENT, x: 80 + shift, what: '5 B', label: '', labelY: 30 }],
  axis: { ticks: [{ x: 10 + shift, label: '0 s', labelX: 14 }], gaps: [] }, flags: [{ kind: 'step', at: 0, text: 'a', x: 4, label: 'a' }], nowX: 170 + shift
})
