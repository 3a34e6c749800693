import { fail, ok, type Result } from '../../src/shared/base/result'
import { terminalId, type LabTerminals, type TerminalId, type TerminalNotifications, type TerminalSize } from '../../src/shared/ipc/terminals'

/** Terminals without shells: they keep what is done with them, and print what the test says. */
export class FakeLabTerminals implements LabTerminals {
  readonly opened: TerminalSize[] = []
  readonly done: unknown[] = []
  /** Why none can be opened, where none can. */
  refusal: Result<never> | undefined
  /** What each prints as soon as it is open. */
  protected greeting = ''

  constructor(private readonly told: TerminalNotifications) {}

  async openTerminal(size: TerminalSize): Promise<Result<TerminalId>> {
    if (this.refusal !== undefined) return this.refusal
    this.opened.push(size)
    const id = terminalId(`t${this.opened.length}`)
    if (this.greeting !== '') this.told.terminalOutput(id, this.greeting)
    return ok(id)
  }

  joinCommand = (): Promise<Result<string>> => Promise.resolve(ok('/opt/lab/bin/twlab shell --join 4711'))
  terminalInput = (id: TerminalId, text: string): Promise<Result<null>> => this.on(id, 'input', text)
  resizeTerminal = (id: TerminalId, size: TerminalSize): Promise<Result<null>> => this.on(id, 'resize', size)
  terminalTaken = (id: TerminalId, units: number): Promise<Result<null>> => this.on(id, 'taken', units)
  closeTerminal = (id: TerminalId): Promise<Result<null>> => this.on(id, 'close')

  print(id: string, text: string): void {
    this.told.terminalOutput(terminalId(id), text)
  }

  exit(id: string, code: number): void {
    this.told.terminalEnded(terminalId(id), { code, signal: null })
  }

  private async on(id: TerminalId, ...what: readonly unknown[]): Promise<Result<null>> {
    this.done.push([id, ...what])
    return /^t[0-9]+$/.test(id) ? ok(null) : fail('no-terminal', { of: id })
  }
}
