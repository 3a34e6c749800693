import { spawn, type ChildProcess } from 'node:child_process'
import { Buffer } from 'node:buffer'
import { setTimeout as delay } from 'node:timers/promises'
import type { Duplex } from 'node:stream'
import { createBirpc, type BirpcReturn } from 'birpc'
import { assert } from '../../shared/base/assert'
import { inSeconds } from '../../shared/base/brand'
import type { Told } from '../../shared/base/reason'
import { err, type Result } from '../../shared/base/result'
import { HEARTBEAT, type Engine, type EngineNotifications } from '../../shared/ipc/engine'
import { FrameChannel } from '../../shared/ipc/rpc-channel'
import { describeEnd, endFailure, Tail, type EngineEnd } from './death'
import { Heartbeat } from './heartbeat'
import { cpuMsOf, firstProcessOf } from './machine'
import type { Command } from './starters'

/** The descriptors the engine hands to the program it runs (`exec`, `shell`); it finds them as 5, 6 and 7. */
export interface ProgramDescriptors {
  readonly stdin: number
  readonly stdout: number
  readonly stderr: number
}

export interface EngineLink {
  /**
   * JSON Lines of session events, as bytes; called in order, each call begins before the last one has ended. The engine is told that a batch
   * is taken when its promise is fulfilled; it waits when FLOW.window of them are not.
   */
  onEvents(jsonLines: Uint8Array): void | Promise<void>
  /** The same of batches in columns, for whoever asked the engine for them. */
  readonly onBatch?: (batch: Uint8Array) => void | Promise<void>
  readonly notifications: EngineNotifications
  readonly program?: ProgramDescriptors
}

/** ms an engine has to end by itself after its pipe was closed, before it is killed. */
const GRACE_MS = 2_000
/** ms between the process's end and the end of its pipes, which a process it left behind may hold open. */
const PIPES_MS = 1_000
/** Characters of standard error kept for the message about its death. */
const ERRORS_KEPT = 4_096

const codec = {
  encode: (text: string): Uint8Array => Buffer.from(text),
  decode: (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
}

type Remote = BirpcReturn<Engine, EngineNotifications>

/** A running engine: its process, the pipe to it, and its end. Made by startEngine; ends with `dispose` or by itself. */
export class EngineProcess {
  /** Fulfilled exactly once, when the process has ended and everything it sent has been handed on. */
  readonly ended: Promise<EngineEnd>
  private readonly remote: Remote
  private readonly channel: FrameChannel
  private readonly toEngine: Duplex
  private readonly errors = new Tail(ERRORS_KEPT)
  private readonly unfinished = new Set<Promise<void>>()
  private taken = 0
  private verdict: EngineEnd | undefined
  private over = false

  constructor(private readonly child: ChildProcess, link: EngineLink) {
    const [toEngine, fromEngine] = [child.stdio[3], child.stdio[4]]
    assert(toEngine !== null && toEngine !== undefined && fromEngine !== null && fromEngine !== undefined, 'engine without its pipe')
    this.toEngine = toEngine as Duplex
    this.channel = new FrameChannel((frame) => void this.toEngine.write(frame), codec, {
      events: (jsonLines) => this.take(link.onEvents(jsonLines)), batch: (bytes) => this.take(link.onBatch?.(bytes)), damaged: () => this.condemn({ reason: 'damaged', told: { reason: { kind: 'no-frame' } } })
    })
    this.remote = createBirpc<Engine, EngineNotifications>(link.notifications, this.channel.birpc)
    // Writing to an engine that has just died fails; the process's end, which is on its way, is what tells.
    this.toEngine.on('error', () => undefined)
    fromEngine.on('data', (chunk: Buffer) => this.channel.receive(chunk)).on('error', () => undefined)
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.errors.push(text))
    this.ended = this.watchEnd()
    this.watchHeart()
  }

  /** The engine's own interface. Its calls are rejected when it ends before it answers: prefer `call`. */
  get engine(): Engine {
    return this.remote
  }

  /** The host's number of the process we started (in a sandbox: of the one that holds the namespaces' first process as its child). */
  get pid(): number {
    return this.child.pid ?? -1
  }

  /** Calls the engine; its end before the answer is a failure like others. */
  async call<T>(ask: (engine: Engine) => Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await ask(this.remote)
    } catch (error) {
      // A rejection is the engine's bug, or its end: then the process is gone, or will be within moments.
      const end = this.verdict ?? await Promise.race([this.ended, delay(PIPES_MS, undefined, { ref: false })])
      if (end === undefined) throw error
      return err(endFailure(end))
    }
  }

  /** Fulfilled when every batch handed on so far has been taken by `onEvents`. */
  async drained(): Promise<void> {
    while (this.unfinished.size > 0) await Promise.allSettled(this.unfinished)
  }

  /** Ends the engine and everything in its namespaces; fulfilled when the process is reaped. Safe to call again. */
  async dispose(): Promise<EngineEnd> {
    this.verdict ??= { reason: 'closed', told: { reason: { kind: 'ended-by-us' } } }
    this.toEngine.end()
    const grace = new AbortController()
    const late = delay(GRACE_MS, 'late' as const, { signal: grace.signal }).catch(() => 'cancelled' as const)
    if (await Promise.race([this.ended, late]) === 'late') this.kill()
    grace.abort()
    return this.ended
  }

  private take(handled: void | Promise<void>): void {
    const taking: Promise<void> = Promise.resolve(handled)
      .then(() => void (this.taken++ === 0 && setImmediate(() => this.acknowledge())))
      .finally(() => this.unfinished.delete(taking))
    this.unfinished.add(taking)
  }

  /** One message for all batches taken in one turn of the event loop. */
  private acknowledge(): void {
    const frames = this.taken
    this.taken = 0
    if (!this.over) void this.remote.$callEvent('acknowledge', frames)
  }

  private watchHeart(): void {
    const heart = new Heartbeat(performance.now())
    const timer = setInterval(() => {
      if (heart.tick(performance.now(), cpuMsOf(firstProcessOf(this.pid) ?? this.pid))) this.condemn({ reason: 'hung', told: { reason: { kind: 'no-answer-for', seconds: inSeconds(HEARTBEAT.deadMs / 1000) } } })
      else this.remote.ping().then(() => heart.answered(performance.now()), () => undefined)
    }, HEARTBEAT.everyMs)
    void this.ended.then(() => clearInterval(timer))
  }

  private condemn(end: EngineEnd): void {
    this.verdict ??= end
    this.kill()
  }

  /** In a sandbox this kills unshare, with it the namespaces' first process, and with that everything in them (also what is stopped). */
  private kill(): void {
    this.child.kill('SIGKILL')
  }

  private watchEnd(): Promise<EngineEnd> {
    return new Promise((resolve) => {
      const finish = (told: Told): void => {
        if (this.over) return
        this.over = true
        const end: EngineEnd = this.verdict ?? { reason: 'died', told }
        this.verdict = end
        this.remote.$close(new Error(`the engine has ended: ${JSON.stringify(end)}`))
        resolve(end)
      }
      this.child.on('error', (error) => {
        if (this.child.pid === undefined) finish({ said: error.message })
      })
      this.child.once('exit', () => {
        const pipes = setTimeout(() => this.closePipes(), PIPES_MS)
        this.child.once('close', () => clearTimeout(pipes))
      })
      this.child.once('close', (code, signal) => finish(describeEnd(code, signal, this.errors.toString())))
    })
  }

  private closePipes(): void {
    for (const pipe of this.child.stdio) pipe?.destroy()
  }
}

/**
 * Starts the process. In a terminal it becomes a session of its own, so that Ctrl-C reaches us alone and the recording is closed in order;
 * with a program it stays in ours, because the program needs the terminal (the first process of a pid namespace is not hurt by Ctrl-C).
 */
export function spawnEngine(command: Command, program: ProgramDescriptors | undefined): ChildProcess {
  const own = program === undefined ? [] : [program.stdin, program.stdout, program.stderr]
  return spawn(command.command, command.args, {
    env: command.env, detached: program === undefined, stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', ...own]
  })
}
