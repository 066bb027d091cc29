import { describe, expect, it } from 'vitest'
import { untilCommit } from './until-commit'

function counted() {
  const state = { version: 1 as number | null, reads: 0, fails: false }
  const read = untilCommit(
    () => state.version,
    async () => {
      state.reads++
      if (state.fails) throw new Error('locked')
      return { names: [`read ${state.reads}`] }
    },
  )
  return { state, read }
}

describe('a read that is remembered until the next commit', () => {
  it('is read once for all who ask before anybody commits, and anew after', async () => {
    const { state, read } = counted()
    expect(await Promise.all([read(), read()])).toEqual([{ names: ['read 1'] }, { names: ['read 1'] }])
    expect(await read()).toEqual({ names: ['read 1'] })
    state.version = 2
    expect(await read()).toEqual({ names: ['read 2'] })
  })

  it('is not remembered when it failed, nor while nobody can tell whether there was a commit', async () => {
    const { state, read } = counted()
    state.fails = true
    await expect(read()).rejects.toThrow('locked')
    state.fails = false
    expect(await read()).toEqual({ names: ['read 2'] })
    state.version = null
    expect(await read()).toEqual({ names: ['read 3'] })
    expect(await read()).toEqual({ names: ['read 4'] })
  })

  it('is frozen, as it is shared', async () => {
    const { read } = counted()
    const answer = await read()
    expect(() => answer.names.push('mine')).toThrow(TypeError)
  })
})
