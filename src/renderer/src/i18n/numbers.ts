import { NS_PER_MS, NS_PER_S } from '../../../shared/base/brand'
import type { Language } from '../../../shared/ipc/engine'
import { axisUnit, digitsFor, type TimeText, UNIT_NS } from '../../../shared/figures/axis-ticks'

/** Words around numbers, from the catalogue. */
export interface UnitWords {
  readonly micro: string
  readonly milli: string
  readonly second: string
  readonly minute: string
}

/** Numbers as the language writes them, with units. Instants and durations in ns. */
export interface Numbers extends TimeText {
  readonly count: (value: number) => string
  /** A count where there is little room: `876`, then `120K`, `12만`. */
  readonly briefCount: (value: number) => string
  /** Seconds of the session's clock with so many digits, for columns: `12.345678`. */
  readonly seconds: (at: number, digits: number) => string
  /** `41.3 s` */
  readonly shortSeconds: (ms: number) => string
  /** `61.204 s` */
  readonly exactSeconds: (ms: number) => string
  readonly millis: (ms: number) => string
  /** `00:41`, `1:02:03` */
  readonly clock: (ns: number) => string
  readonly bytes: (value: number) => string
  readonly dateTime: (rfc3339: string) => string
}

const SPACE = '\u00a0'
/** Korean counters follow their number without a space; the SI's symbols never do. */
const withUnit = (text: string, name: string): string => (/^[\uac00-\ud7a3]/.test(name) ? `${text}${name}` : `${text}${SPACE}${name}`)

export function numbersFor(language: Language, unit: UnitWords): Numbers {
  const formats = new Map<number, Intl.NumberFormat>()
  const fixed = (value: number, digits: number): string => {
    let format = formats.get(digits)
    if (format === undefined) {
      format = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })
      formats.set(digits, format)
    }
    return format.format(value)
  }
  const whole = new Intl.NumberFormat(language)
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 0 })
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const duration = (ns: number): string => {
    if (ns < NS_PER_MS) return withUnit(whole.format(Math.round(ns / 1000)), unit.micro)
    if (ns < NS_PER_S) return withUnit(fixed(ns / NS_PER_MS, ns < 100 * NS_PER_MS ? 1 : 0), unit.milli)
    if (ns < 600 * NS_PER_S) return withUnit(fixed(ns / NS_PER_S, ns < 10 * NS_PER_S ? 2 : 1), unit.second)
    return withUnit(whole.format(Math.round(ns / NS_PER_S / 60)), unit.minute)
  }
  return {
    instant: (at, stepNs) => {
      const name = axisUnit(at, stepNs)
      return withUnit(fixed(at / UNIT_NS[name], digitsFor(stepNs, UNIT_NS[name])), name === 's' ? unit.second : unit.milli)
    },
    duration,
    count: (value) => whole.format(value),
    briefCount: (value) => compact.format(value),
    seconds: (at, digits) => fixed(at / NS_PER_S, digits),
    shortSeconds: (ms) => withUnit(fixed(Math.max(0, ms) / 1000, 1), unit.second),
    exactSeconds: (ms) => withUnit(fixed(ms / 1000, 3), unit.second),
    millis: (ms) => withUnit(whole.format(Math.round(ms)), unit.milli),
    clock: clockText,
    bytes: (value) => (value < 1024 ? withUnit(whole.format(value), 'B') : value < 1024 ** 2 ? withUnit(fixed(value / 1024, 1), 'KiB') : withUnit(fixed(value / 1024 ** 2, 1), 'MiB')),
    dateTime: (text) => dates.format(new Date(text))
  }
}

const two = (value: number): string => String(value).padStart(2, '0')

function clockText(ns: number): string {
  const total = Math.max(0, Math.floor(ns / NS_PER_S))
  const hours = Math.floor(total / 3600)
  const rest = `${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}
