import { expect, test } from 'vitest'
import { onOtherKeyboard } from './keyboard.ts'

test.each([
  ['ghbdtn', 'привет'],
  ['Z,kjrj d cfle', 'яблоко в саду'],
  ['eUhjps', 'угрозы'],
  ['l`hjys', 'дёроны'],
  ['вкщтуы', 'drones'],
  ['Ьфдцфку', 'malware'],
  ['руддщ цщкдв', 'hello world'],
])('%s on the other keyboard is %s', (typed, meant) => {
  expect(onOtherKeyboard(typed)).toBe(meant)
})

test('SR12 every Russian letter comes back from the keys that it is typed with', () => {
  const alphabet = 'абвгдеёжзийклмнопрстуфхцчшщъыьэюя'
  expect(onOtherKeyboard(onOtherKeyboard(alphabet) ?? '')).toBe(alphabet)
})

test.each(['привет kite', '192.0.2.7', '上海', '', '\ud800'])('“%s” has no other keyboard', (text) => {
  expect(onOtherKeyboard(text)).toBeUndefined()
})
