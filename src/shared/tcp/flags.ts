/** Control bits of the TCP header (RFC 9293 section 3.1), as they stand in its byte 13. */
export const FIN = 0x01
export const SYN = 0x02
export const RST = 0x04
export const PSH = 0x08
export const ACK = 0x10
export const URG = 0x20
export const ECE = 0x40
export const CWR = 0x80

/** The order in which people write them. */
const NAMES: readonly (readonly [number, string])[] = [[SYN, 'SYN'], [FIN, 'FIN'], [RST, 'RST'], [PSH, 'PSH'], [ACK, 'ACK'], [URG, 'URG'], [ECE, 'ECE'], [CWR, 'CWR']]
const TEXTS: readonly string[] = Array.from({ length: 256 }, (_, bits) => NAMES.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name).join(','))

/** `SYN`, `SYN,ACK`, `FIN,ACK`, `PSH,ACK` …; the empty string when no bit is set. */
export const flagsText = (bits: number): string => TEXTS[bits & 0xff] ?? ''
/** The reverse of flagsText; unknown words are ignored. */
export const flagsFromText = (text: string): number =>
  text.split(',').reduce((bits, word) => bits | (NAMES.find(([, name]) => name === word)?.[0] ?? 0), 0)
