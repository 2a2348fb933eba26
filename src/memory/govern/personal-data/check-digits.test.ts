/** Check digits against the numbers that the issuers and standards publish as examples, and against one wrong digit. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as check from './check-digits.ts'

const published: readonly [(text: string) => boolean, string][] = [
  [check.isLuhn, '4111111111111111'],
  [check.isLuhn, '378282246310005'],
  [check.isLuhn, '046454286'],
  [check.isLuhn, '8001015009087'],
  [check.isLuhn, '8112289874'],
  [check.isIban, 'GB82WEST12345698765432'],
  [check.isIban, 'DE89370400440532013000'],
  [check.isIban, 'FR1420041010050500013M02606'],
  [check.isVerhoeff, '2363'],
  [check.isMod11And10, '86095742719'],
  [check.isNhsNumber, '9434765919'],
  [check.isCpf, '52998224725'],
  [check.isCnpj, '11222333000181'],
  [check.isBsn, '111222333'],
  [check.isPesel, '44051401359'],
  [check.isTfn, '123456782'],
  [check.isAbn, '51824753556'],
  [check.isTckn, '10000000146'],
  [check.isResidentNumber, '11010519491231002X'],
  [check.isDni, '12345678Z'],
  [check.isDni, 'X1234567L'],
  [check.isNir, '255081416802538'],
  [check.isAhv, '7569217076985'],
  [check.isAbaRouting, '021000021'],
  [check.isVin, '1M8GDM9AXKP042788'],
  [check.isHetu, '131052-308T'],
  [check.isMyNumber, '123456789018'],
]

for (const [isValid, number] of published) {
  test(`${isValid.name} accepts ${number} and no number with one digit changed`, () => {
    assert.equal(isValid(number), true)
    const at = number.search(/\d(?=\d*\D*$)/)
    const wrong = [...'0123456789'].filter((digit) => {
      return digit !== number[at] && isValid(number.slice(0, at) + digit + number.slice(at + 1))
    })
    assert.deepEqual(wrong, [])
  })
}

test('numbers of one digit over and over are no numbers', () => {
  assert.equal(check.isLuhn('0000000000000000'), false)
  assert.equal(check.isCpf('11111111111'), false)
  assert.equal(check.isVerhoeff('000000000000'), false)
})
