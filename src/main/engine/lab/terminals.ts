import { randomUUID } from 'node:crypto'
import { fail, ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import { TERMINAL_LIMITS, terminalId } from '../../../shared/ipc/terminals'
import type { EngineTerminals, TerminalId, TerminalNotifications, TerminalRequest, TerminalSize } from '../../../shared/ipc/terminals'
import type { Reactor } from '../native/reactor'
import { OutputFlow } from './output-flow'
import { PseudoTerminal } from './pseudo-terminal'

interface OpenTerminal {
  readonly pty: PseudoTerminal
  readonly flow: OutputFlow
}

/** ms for which output is gathered: a key's echo comes at once, as the eye has it, and a flood in pieces worth sending. */
const GATHER_MS = 8

/** Owns the terminals that a window has in the laboratory. */
export class Terminals implements EngineTerminals {
  private readonly open = new Map<TerminalId, OpenTerminal>()
  /** Being opened. */
  private opening = 0

  constructor(private readonly reactor: Reactor, private readonly tell: TerminalNotifications) {}

  async openTerminal(request: TerminalRequest): Promise<Result<TerminalId>> {
    if (this.open.size + this.opening >= TERMINAL_LIMITS.terminals) return fail('busy', { reason: { kind: 'most-terminals', most: TERMINAL_LIMITS.terminals } })
    this.opening++
    const started = await PseudoTerminal.start(request, bounded(request.size), this.reactor)
    this.opening--
    return started.ok ? ok(this.keep(started.value)) : started
  }

  async terminalInput(id: TerminalId, text: string): Promise<Result<null>> {
    return this.on(id, ({ pty }) => pty.write(text.slice(0, TERMINAL_LIMITS.input)))
  }

  async resizeTerminal(id: TerminalId, size: TerminalSize): Promise<Result<null>> {
    return this.on(id, ({ pty }) => pty.resize(bounded(size)))
  }

  async terminalTaken(id: TerminalId, units: number): Promise<Result<null>> {
    return this.on(id, ({ flow }) => flow.taken(units))
  }

  async closeTerminal(id: TerminalId): Promise<Result<null>> {
    return this.on(id, async ({ pty }) => void await pty.end())
  }

  /** Hangs all of them up. Fulfilled when none is left. */
  async dispose(): Promise<void> {
    await Promise.all([...this.open.values()].map(({ pty }) => pty.end()))
  }

  private keep(pty: PseudoTerminal): TerminalId {
    const id = terminalId(randomUUID())
    const flow = new OutputFlow({
      tell: (text) => this.tell.terminalOutput(id, text), pause: () => pty.pause(), resume: () => pty.resume(),
      later: (task) => {
        const timer = setTimeout(task, GATHER_MS)
        return () => clearTimeout(timer)
      }
    })
    this.open.set(id, { pty, flow })
    pty.onOutput((text) => flow.push(text))
    void pty.ended.then((status) => {
      flow.flush()
      this.open.delete(id)
      this.tell.terminalEnded(id, status)
    })
    return id
  }

  private async on(id: TerminalId, act: (terminal: OpenTerminal) => Promise<void> | void): Promise<Result<null>> {
    const terminal = this.open.get(id)
    if (terminal === undefined) return fail('no-terminal', { of: id })
    await act(terminal)
    return ok(null)
  }
}

const bounded = ({ cols, rows }: TerminalSize): TerminalSize => ({ cols: within(cols), rows: within(rows) })
const within = (characters: number): number => Math.min(Math.max(Math.floor(characters), TERMINAL_LIMITS.smallest), TERMINAL_LIMITS.largest)
