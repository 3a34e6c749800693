import { describe, expect, it } from 'vitest'
import { csvOf } from '../../../src/renderer/src/files/csv'
import { fileName } from '../../../src/renderer/src/files/offer-file'

describe('a file\'s name', () => {
  it('says of which experiment and which connection it is', () => {
    expect(fileName(['lost-final-ack', 'c1', 'ladder'], 'svg')).toBe('lost-final-ack-c1-ladder.svg')
    expect(fileName(['active-close', '', 'packets'], 'csv')).toBe('active-close-packets.csv')
  })
  it.each([
    ['../../etc/passwd', 'etc-passwd.png'], ['a\\b:c*?"<>|', 'a-b-c.png'], ['강의 1', '강의-1.png'], ['.', 'png'.padStart(4, '.')], ['x'.repeat(300), `${'x'.repeat(80)}.png`]
  ])('holds nothing that a file system or a shell would take for more than a name: %s', (part, name) => {
    expect(fileName([part], 'png')).toBe(name)
  })
})

describe('a table as CSV', () => {
  it('quotes what needs it, and ends lines as RFC 4180 does', () => {
    expect(csvOf('No.\tCall\n1\tsend("a, b")\n2\tclose(3)')).toBe('No.,Call\r\n1,"send(""a, b"")"\r\n2,close(3)\r\n')
  })
  it('a cell of a foreign file is no formula; numbers stay numbers', () => {
    expect(csvOf('=HYPERLINK("x")\t-1\t@x')).toBe('"\'=HYPERLINK(""x"")",-1,\'@x\r\n')
  })
})
