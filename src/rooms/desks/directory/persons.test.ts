import { expect, test } from 'vitest'
import { personIn } from './persons.ts'

const found = (title: string) => personIn({ title: { en: title }, channels: [] })

test('D3 what looks like a name with initials, a patronymic or a form of address is a person’s', () => {
  const persons = [
    'Duty officer J. R. Smith',
    'Smith J.R., border desk',
    'Дежурный Иванов И.И.',
    'И. И. Петренко',
    'Анна Ильинична',
    'Пётр Сергеевич',
    'Dr. Brown',
    '王明先生',
  ]
  expect(persons.filter((title) => found(title) === undefined)).toEqual([])
  expect(personIn({ title: { en: 'Duty' }, channels: [{ kind: 'mail', address: 'j.smith@example.org' }] })).toBe(
    'channels.0.address',
  )
})

test('D3 an embassy and a city with initials are no persons', () => {
  const functions = [
    'U.S. Embassy',
    'Washington D.C. desk',
    'Geneva U.N. Office',
    'Центр У.К. Связи',
    'Республика Гранична',
    'Border desk, North',
    'Дежурная служба',
  ]
  expect(functions.filter((title) => found(title) !== undefined)).toEqual([])
})
