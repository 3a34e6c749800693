import { Command, type Help } from 'commander'
import { version } from '../../../../package.json'
import type { Catalogue } from '../text/catalogue'
import type { Context } from './context'
import type { CompareOptions } from './commands/compare'
import type { CourseOptions } from './commands/course'
import type { ExecOptions } from './commands/exec'
import type { ExportOptions } from './commands/export'
import type { GradeOptions } from './commands/grade'
import type { NotesOptions } from './commands/notes'
import type { OpenOptions } from './commands/open'
import type { RunOptions } from './commands/run'
import type { WatchOptions } from './commands/watch'
import type { Terminal } from './terminal'

export interface GlobalOptions {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly lang?: string
}

/** What was chosen on the command line. */
export type Chosen = (context: Context) => Promise<number>

/**
 * The grammar of the command line. Parsing fills `chosen`; nothing runs before the whole line is understood.
 * @throws CommanderError for wrong use, help and version (see usage.ts)
 */
export function parseCommandLine(argv: readonly string[], words: Catalogue, terminal: Terminal): { readonly chosen: Chosen; readonly globals: GlobalOptions } {
  const grammar = new Grammar(words, terminal)
  grammar.program.parse(joinOptionalValues(argv), { from: 'user' })
  return grammar.result()
}

class Grammar {
  readonly program: Command
  private chosen: Chosen | undefined
  private globals: GlobalOptions = {}

  constructor(private readonly words: Catalogue, terminal: Terminal) {
    this.program = this.dress(new Command('twlab')).description(this.say('program')).version(version, '--version', this.option('version'))
    this.program.usage(`${this.say('options')} <${this.say('command-word')}>`).enablePositionalOptions().helpCommand(false).exitOverride()
    this.program.configureOutput({ writeOut: (text) => void terminal.out(text), writeErr: (text) => void terminal.err(text), outputError: () => undefined })
    this.addCommands()
  }

  result(): { readonly chosen: Chosen; readonly globals: GlobalOptions } {
    if (this.chosen === undefined) throw new Error('bug: a command that was parsed has its action')
    return { chosen: this.chosen, globals: this.globals }
  }

  /** A command's own code is loaded when it is the one that was chosen: not to ask for the version, and not beside another. */
  private addCommands(): void {
    this.add('doctor', async (context) => (await import('./commands/doctor')).doctor(context))
    this.add('list', async (context, options) => (await import('./commands/list')).list(context, options.experiments), (command) => this.withFolders(command))
    this.add('check', async (context, _options, paths) => (await import('./commands/check')).check(context, paths), (command) => command.argument('<file...>', this.say('argument.experiment-files')))
    this.add('run', async (context, options, ids) => (await import('./commands/run')).run(context, ids, options), (command) =>
      this.withFolders(this.withSource(command.argument('[id...]', this.say('argument.ids')).option('--all', this.option('all'))))
        .option('--allow-programs', this.option('allow-programs')).option('--predict <ID=VALUE>', this.option('predict'), several)
        .option('--param <NAME=VALUE>', this.option('param'), several)
        .option('--record <FILE>', this.option('record-each')).option('--jobs <N>', this.option('jobs')))
    this.add('course', async (context, options, [what]) => (await import('./commands/course')).course(context, what, options), (command) =>
      this.withSource(command.argument('[next|id]', this.say('argument.course')).option('--predict <ID=VALUE>', this.option('predict'), several)
        .option('--param <NAME=VALUE>', this.option('param'), several).option('--record <FILE>', this.option('record'))
        .option('--reset', this.option('reset')).option('--yes', this.option('yes'))))
    this.add('exec', async (context, options, command) => (await import('./commands/exec')).exec(context, command, options), (command) =>
      this.withSource(command.argument('<command...>', this.say('argument.command')).passThroughOptions().option('--record <FILE>', this.option('record')))
        .option('--linger [=SECONDS]', this.option('linger')).option('--filter <EXPR>', this.option('filter')).option('--events <FILE>', this.option('events')))
    this.add('shell', async (context, options) => (typeof options.join === 'string' ? (await import('./commands/join')).join(context, options.join) : (await import('./commands/shell')).shell(context, options)), (command) =>
      this.withSource(command.option('--join <ID>', this.option('join')).option('--record <FILE>', this.option('record'))))
    this.add('watch', async (context, options) => (await import('./commands/watch')).watch(context, options), (command) =>
      this.withSource(command.option('--port <N>', this.option('port')).option('--record <FILE>', this.option('record')).option('--duration <SECONDS>', this.option('duration'))))
    this.add('open', async (context, options, [file]) => (await import('./commands/open')).openAny(context, file, options), (command) => command.argument('[file]', this.say('argument.file')).option('--sample [ID]', this.option('sample')).option('--session <N>', this.option('session')).option('--follow', this.option('follow')))
    this.add('export', async (context, options, [file = '']) => (await import('./commands/export')).exportCommand(context, file, options), (command) => this.withExportOptions(command.argument('<file>', this.say('argument.file'))))
    this.add('grade', async (context, options, files) => (await import('./commands/grade')).grade(context, files, options), (command) => command.argument('[file...]', this.say('argument.recordings'))
      .requiredOption('--rubric <FILE>', this.option('rubric')).option('--to <FORMAT>', this.option('grade-to')).option('--sample <ID>', this.option('grade-sample')).option('--session <N>', this.option('session')))
    this.add('compare', async (context, options, files) => (await import('./commands/compare')).compare(context, files, options), (command) =>
      command.argument('<file>', this.say('argument.recordings')).argument('<other>', this.say('argument.other'))
        .option('--align <INSTANT>', this.option('align')).option('--connection <ID>', this.option('compare-connection'), several).option('--session <N,M>', this.option('compare-session')))
    this.add('notes', async (context, options, [file = '']) => (await import('./commands/notes')).notes(context, file, options), (command) => command.argument('<file>', this.say('argument.file'))
      .option('--add <TEXT>', this.option('note-add')).option('--packet <N>', this.option('note-packet')).option('--at <T>', this.option('note-at')).option('--span <A..B>', this.option('note-span'))
      .option('--edit <ID=TEXT>', this.option('note-edit'), several).option('--remove <ID>', this.option('note-remove'), several).option('--author <NAME>', this.option('note-author'))
      .option('--find <TEXT>', this.option('note-find')).option('--output <FILE>', this.option('note-output')).option('--session <N>', this.option('session')))
    this.add('serve', async (context, options) => (await import('./commands/serve')).serve(context, options), (command) => command.option('--port <N>', this.option('port-serve')))
    this.add('app', async (context, _options, [file]) => (await import('./launch')).launch(context, file), (command) => command.argument('[file]', this.say('argument.file')))
  }

  private withFolders(command: Command): Command {
    return command.option('--experiments <DIR>', this.option('experiments'), several)
  }

  private withExportOptions(command: Command): Command {
    return command.requiredOption('--to <FORMAT>', this.option('export.to')).option('-o, --output <FILE>', this.option('export.output')).option('--force', this.option('export.force'))
      .option('--figure <NAME>', this.option('export.figure')).option('--theme <light|dark>', this.option('export.theme')).option('--width <PX>', this.option('export.width'))
      .option('--connection <ID>', this.option('export.connection'), several).option('--span <FROM..TO>', this.option('export.span'))
      .option('--packets-only', this.option('export.packets-only')).option('--no-comments', this.option('export.no-comments'))
      .option('--session <N>', this.option('session')).option('--anonymize', this.option('export.anonymize')).option('--no-payload', this.option('export.no-payload'))
  }

  private withSource(command: Command): Command {
    return command.option('--source <libpcap|cap>', this.option('source'))
  }

  private add(name: string, act: (context: Context, options: AllOptions, operands: readonly string[]) => Promise<number>, shape: (command: Command) => Command = (c) => c): void {
    const command = this.dress(this.program.command(name)).description(this.say(`command.${name}`))
    shape(command).usage([this.say('options'), OPERANDS[name] ?? ''].join(' ').trim()).action(() => {
      const options: AllOptions & GlobalOptions = command.optsWithGlobals()
      this.globals = options
      this.chosen = (context) => act(context, options, command.args)
    })
  }

  /** What every command has, and help in the person's language. */
  private dress(command: Command): Command {
    const title = (text: string): string => this.words.say(`cli.help.title.${text.replace(/\W+$/, '').toLowerCase().replace(/\W/g, '-')}`)
    const width: Partial<Help> = { displayWidth: (text) => this.words.width(text), styleTitle: title, subcommandTerm: (sub) => `${sub.name()} ${OPERANDS[sub.name()] ?? ''}`.trim() }
    return command.configureHelp(width).helpOption('-h, --help', this.option('help'))
      .option('--json', this.option('json')).option('--lang <en|ko>', this.option('lang')).option('--quiet', this.option('quiet'))
  }

  private say(key: string): string {
    return this.words.say(`cli.help.${key}`)
  }

  private option(name: string): string {
    return this.say(`option.${name}`)
  }
}

/** Of an option that may be repeated. */
const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

/** The options of all commands; each takes its own. */
interface AllOptions extends RunOptions, CourseOptions, ExecOptions, WatchOptions, ExportOptions, GradeOptions, OpenOptions, NotesOptions, CompareOptions {
  readonly join?: string
}

/** What follows a command's options. */
const OPERANDS: Readonly<Record<string, string>> = { app: '[FILE]', run: 'ID…', course: '[next|ID]', check: 'FILE…', exec: '-- CMD ARGS…', open: 'FILE', export: 'FILE', grade: 'FILE…', compare: 'FILE OTHER', notes: 'FILE' }

/** Options of `exec` that take the next word as their value. */
const WITH_VALUE: ReadonlySet<string> = new Set(['--record', '--filter', '--events', '--source', '--lang'])

/**
 * `--linger` has a value only in the form `--linger=5`: in `exec --linger curl …` the next word is the program. The parser would take it for the value,
 * so the option gets an empty one here.
 */
export function joinOptionalValues(argv: readonly string[]): string[] {
  const words = [...argv]
  let at = words.indexOf('exec') + 1
  if (at === 0) return words
  for (; at < words.length && words[at]?.startsWith('-') === true && words[at] !== '--'; at++) {
    if (words[at] === '--linger') words[at] = '--linger='
    else if (WITH_VALUE.has(words[at] ?? '')) at++
  }
  return words
}
