import * as v from 'valibot'
import { THEME_NAMES } from '../../../shared/figures/palette'
import { LANGUAGES } from '../../../shared/ipc/engine'
import { TERMINAL_LIMITS, terminalId } from '../../../shared/ipc/terminals'
import { courseRunSchema } from '../../../shared/course/progress'
import { MOST_CHOSEN, WINDOW_FORMATS } from '../../../shared/ipc/lab-export'
import type { Lab } from '../../../shared/ipc/lab'
import { FIGURES } from '../../../shared/report/formats'
import { MENU_COMMANDS } from '../../../shared/ipc/lab-desktop'
import { RUBRIC_CHARACTERS } from '../../../shared/ipc/lab-records'
import { AUTHOR_CHARACTERS, NOTE_CHARACTERS } from '../../../shared/ipc/notes'

const language = v.picklist(LANGUAGES)
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const name = v.pipe(v.string(), v.maxLength(255))
const parameter = v.union([v.pipe(v.string(), v.maxLength(4096)), v.number(), v.boolean()])
const parameters = v.pipe(v.record(name, parameter), v.check((params) => Object.keys(params).length <= 100, 'at most 100 parameters'))
const predictions = v.pipe(v.record(name, v.union([name, v.number()])), v.check((given) => Object.keys(given).length <= 100, 'at most 100 predictions'))
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535))

const start = v.tuple([v.variant('kind', [
  v.object({ kind: v.literal('experiment'), id: name, params: parameters, predictions: v.exactOptional(predictions), language }),
  v.object({ kind: v.literal('own'), id: name, name, hash, params: parameters, predictions: v.exactOptional(predictions), language }),
  v.object({ kind: v.literal('lab'), language }),
  v.object({ kind: v.literal('watch'), port: v.exactOptional(port), language }),
  v.object({ kind: v.literal('file'), token: name, session: v.exactOptional(count), follow: v.exactOptional(v.boolean()), language }),
  v.object({ kind: v.literal('recording'), name, session: v.exactOptional(count), follow: v.exactOptional(v.boolean()), language }),
  v.object({ kind: v.literal('sample'), id: name, session: v.exactOptional(count), language })
])])
const instant = v.pipe(v.number(), v.safeInteger())
const note = v.tuple([v.object({
  id: v.exactOptional(name), text: v.pipe(v.string(), v.maxLength(NOTE_CHARACTERS)), at: v.exactOptional(instant), until: v.exactOptional(instant), packet: v.exactOptional(count),
  author: v.exactOptional(v.pipe(v.string(), v.maxLength(AUTHOR_CHARACTERS)))
})])
const recording = v.variant('kind', [
  v.object({ kind: v.literal('session') }), v.object({ kind: v.literal('recording'), name }), v.object({ kind: v.literal('file'), token: name }), v.object({ kind: v.literal('sample'), id: name })
])
const part = v.tuple([recording, v.nullable(v.pipe(v.string(), v.regex(/^c[1-9][0-9]{0,9}$/)))])
const graded = v.tuple([recording, v.pipe(v.string(), v.maxLength(RUBRIC_CHARACTERS)), language])
const windowState = v.tuple([v.object({ language, available: v.pipe(v.array(v.picklist(MENU_COMMANDS)), v.maxLength(MENU_COMMANDS.length)) })])
const terminal = v.pipe(name, v.transform(terminalId))
const characters = v.pipe(v.number(), v.integer(), v.minValue(TERMINAL_LIMITS.smallest), v.maxValue(TERMINAL_LIMITS.largest))
const size = v.object({ cols: characters, rows: characters })
const input = v.pipe(v.string(), v.maxLength(TERMINAL_LIMITS.input))
const connection = v.pipe(v.string(), v.regex(/^c[1-9][0-9]{0,14}$/))
const selection = v.object({
  connections: v.exactOptional(v.pipe(v.array(connection), v.minLength(1), v.maxLength(MOST_CHOSEN))), span: v.exactOptional(v.object({ from: instant, to: instant }))
})
const exported = v.tuple([v.object({
  format: v.picklist(WINDOW_FORMATS), figure: v.picklist(FIGURES), theme: v.picklist(THEME_NAMES), language, selection, anonymize: v.boolean(), withoutPayload: v.boolean(), packetsOnly: v.boolean(),
  comments: v.boolean()
})])
const nothing = v.tuple([])

/** The functions of `Lab` for arguments that come from a window: each is checked before anything acts on it. @throws (the functions) when they are not what `Lab` takes */
export function checkedCalls(lab: Lab): Readonly<Record<keyof Lab, (...args: unknown[]) => Promise<unknown>>> {
  return Object.assign(Object.create(null), {
    describe: checked(nothing, () => lab.describe()),
    doctor: checked(nothing, () => lab.doctor()),
    start: checked(start, (request) => lab.start(request)),
    stop: checked(nothing, () => lab.stop()),
    keep: checked(nothing, () => lab.keep()),
    chooseFile: checked(nothing, () => lab.chooseFile()),
    recordings: checked(nothing, () => lab.recordings()),
    ownExperiments: checked(nothing, () => lab.ownExperiments()),
    mayRun: checked(v.tuple([v.object({ name, hash, params: parameters })]), (wanted) => lab.mayRun(wanted)),
    allowPrograms: checked(v.tuple([v.object({ name, hash, params: parameters })]), (wanted) => lab.allowPrograms(wanted)),
    socketsText: checked(nothing, () => lab.socketsText()),
    packetFrame: checked(v.tuple([count]), (n) => lab.packetFrame(n)),
    note: checked(note, (text) => lab.note(text)),
    removeNote: checked(v.tuple([name]), (id) => lab.removeNote(id)),
    exportSession: checked(exported, (wanted) => lab.exportSession(wanted)),
    stopExport: checked(nothing, () => lab.stopExport()),
    samples: checked(nothing, () => lab.samples()),
    rubrics: checked(nothing, () => lab.rubrics()),
    recordingPart: checked(part, (named, conn) => lab.recordingPart(named, conn)),
    gradeRecording: checked(graded, (named, rubric, spoken) => lab.gradeRecording(named, rubric, spoken)),
    vitals: checked(nothing, () => lab.vitals()),
    courseProgress: checked(nothing, () => lab.courseProgress()),
    courseRan: checked(v.tuple([v.omit(courseRunSchema, ['recording'])]), (run) => lab.courseRan(run)),
    courseReset: checked(nothing, () => lab.courseReset()),
    openTerminal: checked(v.tuple([size]), (wanted) => lab.openTerminal(wanted)),
    joinCommand: checked(nothing, () => lab.joinCommand()),
    terminalInput: checked(v.tuple([terminal, input]), (id, text) => lab.terminalInput(id, text)),
    resizeTerminal: checked(v.tuple([terminal, size]), (id, wanted) => lab.resizeTerminal(id, wanted)),
    terminalTaken: checked(v.tuple([terminal, count]), (id, units) => lab.terminalTaken(id, units)),
    closeTerminal: checked(v.tuple([terminal]), (id) => lab.closeTerminal(id)),
    acknowledge: checked(v.tuple([count]), (batches) => lab.acknowledge(batches)),
    windowState: checked(windowState, (state) => lab.windowState(state))
  } satisfies Record<keyof Lab, unknown>)
}

const checked = <Args extends unknown[], Answer>(schema: v.GenericSchema<unknown, Args>, call: (...args: Args) => Promise<Answer>) =>
  async (...args: unknown[]): Promise<Answer> => call(...v.parse(schema, args))
