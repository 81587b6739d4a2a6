import { DatabaseError } from 'pg'
import { expect, test } from 'vitest'
import { faultOf } from './postgres-fault.ts'

const failed = (sqlState: string): string => {
  const error = new DatabaseError('in words that may quote content', 31, 'error')
  error.code = sqlState
  return faultOf(error).code
}

test('F5 a full disk, a lost server and a conflict are told apart', () => {
  expect(failed('53100')).toBe('disk-full')
  expect(failed('53200')).toBe('db-exhausted')
  expect(failed('57P01')).toBe('db-unreachable')
  expect(failed('40P01')).toBe('db-conflict')
  expect(failed('23505')).toBe('db-duplicate')
})
