import { describe, expect, it } from 'vitest'
import { PieceBuffers } from '../../../src/net/store/piece-buffers.js'

describe('piece buffers', () => {
  it('are limited in number and reused', () => {
    const buffers = new PieceBuffers(32, 2)
    const [first, second] = [buffers.take(), buffers.take()]
    expect(first?.length).toBe(32)
    expect(second).not.toBe(first)
    expect(buffers.take()).toBeNull()
    buffers.give(first!)
    expect(buffers.taken).toBe(1)
    expect(buffers.take()).toBe(first)
  })

  it('can be returned only once, and not as a view', () => {
    const buffers = new PieceBuffers(32, 2)
    const buffer = buffers.take()!
    expect(() => buffers.give(buffer.subarray(0, 8))).toThrow('not taken')
    buffers.give(buffer)
    expect(() => buffers.give(buffer)).toThrow('not taken')
  })

  it('free their memory when none is needed', () => {
    const buffers = new PieceBuffers(32, 1)
    const buffer = buffers.take()!
    buffers.give(buffer)
    buffers.trim()
    expect(buffers.take()).not.toBe(buffer)
  })
})
