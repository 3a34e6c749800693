/** A value of type T that cannot be confused with another of the same shape: a unit, an id. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name }

/** Nanoseconds. As an instant: since the session's start (`at`). An exact integer up to 2^53 (104 days). */
export type Nanoseconds = Brand<number, 'ns'>
/** Milliseconds, as the kernel reports timers. */
export type Milliseconds = Brand<number, 'ms'>
/** Seconds, where people are told of a time that they waited. */
export type Seconds = Brand<number, 's'>
/** Sizes and places of files. */
export type Bytes = Brand<number, 'B'>
/** 2^20 bytes. */
export type Mebibytes = Brand<number, 'MiB'>

export const ns = (value: number): Nanoseconds => value as Nanoseconds
/**
 * Instant 0, for fields that later hold other instants. As -0 it makes them fields of doubles from the first object on; V8 would make a field that begins with 0 one of small
 * integers, and throw away all code compiled for its objects when the first instant beyond 2^31 ns comes: 2.1 s into a capture.
 */
export const NO_INSTANT = ns(-0)
export const ms = (value: number): Milliseconds => value as Milliseconds
export const inSeconds = (value: number): Seconds => value as Seconds
export const inBytes = (value: number): Bytes => value as Bytes
export const inMebibytes = (value: number): Mebibytes => value as Mebibytes
export const NS_PER_MS = 1_000_000
export const NS_PER_S = 1_000_000_000
export const msToNs = (value: number): Nanoseconds => ns(value * NS_PER_MS)
