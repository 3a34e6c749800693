// Every JavaScript runtime has these (WHATWG Encoding Standard); the language's own type library does not name them.
declare class TextEncoder {
  encode(text: string): Uint8Array
}
declare class TextDecoder {
  constructor(label: 'utf-8', options: { ignoreBOM: boolean })
  decode(bytes: Uint8Array): string
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Lone surrogates become U+FFFD. */
export const utf8Bytes = (text: string): Uint8Array => encoder.encode(text)

/** What is not UTF-8 becomes U+FFFD. */
export const utf8Text = (bytes: Uint8Array): string => decoder.decode(bytes)
