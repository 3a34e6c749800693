import { describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { predictionSchema } from '../../../src/shared/experiment/prediction'
import { isLength, offered, typedAnswer } from '../../../src/shared/experiment/typed-answer'

const text = (en: string) => ({ en, ko: `${en}?` })
const prediction = (rest: object) => v.parse(predictionSchema, { id: 'x', question: text('What?'), ...rest })

const choice = prediction({ kind: 'choice', options: ['three', 'four'].map((id) => ({ id, text: text(id), if: [{ that: 'agreed' }] })) })
const state = prediction({ kind: 'state', of: { end: 'client', after: 'look' } })
const length = prediction({ kind: 'number', of: { end: 'client', state: 'TIME-WAIT' }, unit: text('s'), tolerance: '1s' })
const amount = prediction({ kind: 'number', of: { population: 'TIME-WAIT' }, unit: text('rows'), tolerance: 0 })
const order = prediction({ kind: 'order', segments: ['fin', 'ack', 'rst'].map((id) => ({ id, text: text(id), is: { from: 'client' } })) })

describe('a typed answer', () => {
  it.each([
    ['a choice by its number', choice, ' 2 ', 'four'], ['a choice by its name', choice, 'Three', 'three'], ['no such number', choice, '3', undefined], ['no such name', choice, 'five', undefined],
    ['a state by its name', state, 'TIME-WAIT', 'TIME-WAIT'], ['as the kernel writes it', state, 'time_wait', 'TIME-WAIT'], ['a state by its number', state, '3', 'SYN-SENT'], ['no state', state, 'WAITING', undefined],
    ['seconds', length, '60', 60], ['with their unit', length, '61.5 s', 61.5], ['with a comma', length, '0,5', 0.5], ['in other units', length, '1 min', undefined], ['below zero', length, '-1', undefined],
    ['a number', amount, '28 232', 28_232], ['with what is counted', amount, '3 rows', 3], ['no number', amount, 'many', undefined],
    ['an order by numbers', order, '3 1 2', 'rst,fin,ack'], ['by names', order, 'ack, fin, rst', 'ack,fin,rst'], ['one twice', order, '1 1 2', undefined], ['one left out', order, '1 2', undefined]
  ] as const)('%s', (_what, asked, typed, answer) => {
    expect(typedAnswer(asked, typed)).toBe(answer)
  })

  it('is one of what was offered, in the language that was asked for', () => {
    expect(offered(choice, 'ko')).toEqual(['three?', 'four?'])
    expect(offered(order, 'en')).toEqual(['fin', 'ack', 'rst'])
    expect(offered(state, 'en')).toContain('LAST-ACK')
    expect([offered(length, 'en'), isLength(length), isLength(amount)]).toEqual([[], true, false])
  })
})
