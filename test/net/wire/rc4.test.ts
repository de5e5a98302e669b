import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { Rc4 } from '../../../src/net/wire/rc4.js'

// RFC 6229, offset 1024, where MSE starts; keys of 40 and 128 bits.
it.each([
  ['0102030405', '30abbcc7c20b01609f23ee2d5f6bb7df'],
  ['0102030405060708090a0b0c0d0e0f10', 'bdf0324e6083dcc6d3cedd3ca8c53c16'],
])('the key stream of %s matches RFC 6229', (key, stream) => {
  const bytes = new Uint8Array(16)
  new Rc4(Buffer.from(key, 'hex')).crypt(bytes, bytes)
  expect(Buffer.from(bytes).toString('hex')).toBe(stream)
})

test.prop([
  fc.uint8Array({ minLength: 1, maxLength: 20 }),
  fc.array(fc.uint8Array({ maxLength: 300 })),
])('bytes encrypted in parts can be decrypted at once', (key, parts) => {
  const encrypt = new Rc4(key)
  const encrypted = parts.map((part) => {
    const bytes = new Uint8Array(part.length)
    encrypt.crypt(part, bytes)
    return bytes
  })
  const whole = Buffer.concat(encrypted)
  new Rc4(key).crypt(whole, whole)
  expect(whole).toEqual(Buffer.concat(parts))
})
