import { encodeFrame, encodeHeader, FrameDecoder } from './frames'

/** How this side turns text into UTF-8 and back. (Node's Buffer on both sides of the pipe; a parameter because this folder knows no platform.) */
export interface TextCodec {
  encode(text: string): Uint8Array
  decode(bytes: Uint8Array): string
}

export interface FrameChannelHandlers {
  /** JSON Lines of session events. The bytes are part of a larger buffer that is never written again: they may be kept. */
  events(jsonLines: Uint8Array): void
  /** A batch of session events in columns (shared/batch). The bytes may be kept, as above. */
  batch(bytes: Uint8Array): void
  /** The peer sent something that is no frame. Called once; nothing more is read. */
  damaged(): void
}

type Listener = (message: object) => void

/**
 * One side of the engine's pipe, without the pipe: bytes in by `receive`, frames out by `write`. Carries RPC messages for birpc and event batches.
 * Use: `createBirpc<Remote, Local>(local, channel.birpc)`.
 */
export class FrameChannel {
  private readonly decoder = new FrameDecoder()
  private readonly listeners = new Set<Listener>()
  private dead = false

  /** @param write sends bytes in order, and says when they have left this process */
  constructor(private readonly write: (bytes: Uint8Array, written?: () => void) => void, private readonly codec: TextCodec, private readonly handlers: FrameChannelHandlers) {}

  receive(chunk: Uint8Array): void {
    if (this.dead) return
    const { frames, damaged } = this.decoder.push(chunk)
    for (const frame of frames) {
      if (frame.kind === 'events') this.handlers.events(frame.payload)
      else if (frame.kind === 'batch') this.handlers.batch(frame.payload)
      else if (!this.dispatch(this.codec.decode(frame.payload))) return this.stop()
    }
    if (damaged) this.stop()
  }

  /**
   * @param bytes of events: whole lines, or a whole batch; at most MAX_FRAME - 1, sent from where they lie
   * @param written they are not needed any more
   */
  send(kind: 'events' | 'batch', bytes: Uint8Array, written?: () => void): void {
    this.write(encodeHeader(kind, bytes.length))
    this.write(bytes, written)
  }

  /**
   * Options for createBirpc. Without a time limit: an experiment lasts minutes, and whether the peer is alive is the heartbeat's
   * business; the side that sees the pipe end calls `$close`, which rejects what is still open.
   */
  readonly birpc = {
    post: (text: string): void => this.write(encodeFrame('rpc', this.codec.encode(text))),
    on: (listener: Listener): void => void this.listeners.add(listener),
    off: (listener: Listener): void => void this.listeners.delete(listener),
    serialize: (message: unknown): string => serializeMessage(message),
    bind: 'functions' as const,
    timeout: -1
  }

  /** @returns false when the text is no RPC message */
  private dispatch(text: string): boolean {
    const message = parseMessage(text)
    if (message === undefined) return false
    for (const listener of this.listeners) listener(message)
    return true
  }

  private stop(): void {
    this.dead = true
    this.handlers.damaged()
  }
}

/** JSON; a thrown Error keeps its name, message and stack (JSON alone would make `{}` of it). */
export function serializeMessage(message: unknown): string {
  return JSON.stringify(message, (_key, value: unknown) =>
    value instanceof Error ? { __error: true, name: value.name, message: value.message, stack: value.stack } : value)
}

/** @returns undefined when the text is not the JSON of an object: the peer is broken */
export function parseMessage(text: string): object | undefined {
  const message = parseJson(text)
  if (typeof message !== 'object' || message === null) return undefined
  return 'e' in message && isErrorShape(message.e) ? { ...message, e: toError(message.e) } : message
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function toError(shape: ErrorShape): Error {
  const error = new Error(shape.message)
  error.name = shape.name
  if (shape.stack !== undefined) error.stack = shape.stack
  return error
}

interface ErrorShape {
  readonly name: string
  readonly message: string
  readonly stack?: string
}

function isErrorShape(value: unknown): value is ErrorShape {
  return typeof value === 'object' && value !== null && '__error' in value && 'name' in value && typeof value.name === 'string' &&
    'message' in value && typeof value.message === 'string'
}
