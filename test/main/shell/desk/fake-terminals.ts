import { fail, ok, type Result } from '../../../../src/shared/base/result'
import { terminalId, type EngineTerminals, type TerminalId, type TerminalRequest, type TerminalSize } from '../../../../src/shared/ipc/terminals'

/** Terminals without programs: they keep what is done with them. */
export class FakeTerminals implements EngineTerminals {
  readonly requests: TerminalRequest[] = []
  readonly done: unknown[] = []

  async openTerminal(request: TerminalRequest): Promise<Result<TerminalId>> {
    this.requests.push(request)
    return ok(terminalId(`t${this.requests.length}`))
  }

  terminalInput = (id: TerminalId, text: string): Promise<Result<null>> => this.on(id, 'input', text)
  resizeTerminal = (id: TerminalId, size: TerminalSize): Promise<Result<null>> => this.on(id, 'resize', size)
  terminalTaken = (id: TerminalId, units: number): Promise<Result<null>> => this.on(id, 'taken', units)
  closeTerminal = (id: TerminalId): Promise<Result<null>> => this.on(id, 'close')

  private async on(id: TerminalId, ...what: readonly unknown[]): Promise<Result<null>> {
    if (!/^t[0-9]+$/.test(id) || Number(id.slice(1)) > this.requests.length) return fail('no-terminal', { of: id })
    this.done.push([id, ...what])
    return ok(null)
  }
}
