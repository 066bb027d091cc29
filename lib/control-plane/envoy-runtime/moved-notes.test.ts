import { expect, it } from 'vitest'
import { LayerNotes } from './layer-notes'
import type { AdminTarget, WrittenProxy } from './options'
import { createWrittenJournal } from './written-journal'

const at = (id: string, url: string): AdminTarget => ({ id, url, kind: 'envoy' })
const holding = (url: string, value: string): WrittenProxy => ({ url, noted: new Map([['p', { values: [value], owner: 'fault:f1' }]]) })

async function start(written: Record<string, WrittenProxy>) {
  const disk = new Map<string, string>()
  const values = {
    get: async (name: string) => disk.get(name) ?? null,
    put: async (name: string, text: string) => void disk.set(name, text),
  }
  const journal = createWrittenJournal(values)
  for (const [id, entry] of Object.entries(written)) await journal.save(id, entry)
  const notes = new LayerNotes(journal)
  await notes.load()
  return { notes, stored: () => createWrittenJournal(values).load() }
}
const textOf = (notes: LayerNotes, id: string) => notes.of(id).get('p')?.values[0]

it('notes go with the address they were made at: two proxies whose addresses are exchanged keep their own', async () => {
  const { notes, stored } = await start({ a: holding('http://1', '10'), b: holding('http://2', '20') })
  expect(notes.follow([at('a', 'http://1'), at('b', 'http://2')])).toBe(false)
  expect(notes.follow([at('a', 'http://2'), at('b', 'http://1')])).toBe(true)
  expect([textOf(notes, 'a'), textOf(notes, 'b')]).toEqual(['20', '10'])
  await notes.save(at('a', 'http://2'), notes.of('a'))
  expect([...(await stored())].map(([id, { url }]) => [id, url]).sort()).toEqual([
    ['a', 'http://2'],
    ['b', 'http://1'],
  ])
})

it('notes of an address that nobody has any more are of a proxy that is gone, not of who has the id now', async () => {
  const { notes } = await start({ a: holding('http://1', '10') })
  const moved = [at('a', 'http://3')]
  notes.follow(moved)
  expect(notes.of('a').size).toBe(0)
  expect(notes.beside(new Set(['a']))).toEqual([at('a at http://1', 'http://1')])
  expect(notes.follow(moved)).toBe(false)
})
