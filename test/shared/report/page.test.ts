import { expect, it } from 'vitest'
import type { ReportDocument, Row } from '../../../src/shared/report/document'
import { pageHtml } from '../../../src/shared/report/html/page'

const html = (...rows: readonly Row[]): string => pageHtml({
  title: 'A', footer: '', sections: [{ id: 'notes', heading: 'Notes', blocks: [{ kind: 'table', id: 'notes', columns: ['at', 'text'], rows }] }]
} satisfies ReportDocument, [], { language: 'ko', digest: () => '', help: '' })

it('a word that no column has room for may be broken: on paper it would make the whole page smaller', () => {
  const page = html({ cells: [{ text: '1', look: 'number' }, { text: 'x'.repeat(600) }] }, { cells: [{ text: '2', look: 'number' }, { text: 'words as people write them, many of them and all of them short' }] })
  expect(page).toContain(`<td class="run">${'x'.repeat(600)}</td>`)
  expect(page).toContain('<td>words as people write them')
})

it('the heading of a column of numbers stands over them', () => {
  expect(html({ cells: [{ text: '1', look: 'number' }, { text: 'a' }] })).toContain('<th scope="col" class="number">at</th><th scope="col">text</th>')
})
