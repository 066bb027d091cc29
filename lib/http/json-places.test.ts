import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findJsonPlaces } from './json-places'

it('tells the line of every key and item, whatever stands in the texts', () => {
  const text = '{\n "a": {"b": "}{[\\"\\n,:", "c d": [1,\n  {"e": null}]},\n "f": []\n}'
  expect(Object.fromEntries(findJsonPlaces(text).lines)).toEqual({ a: 2, 'a.b': 2, 'a.c d': 2, 'a.c d[1]': 3, 'a.c d[1].e': 3, f: 4 })
})

it('finds keys that stand twice in one object, also where one is written with an escape', () => {
  expect(findJsonPlaces('{"a": 1,\n"b": {"a": 1},\n"\\u0061": 2}').twice).toEqual([{ path: 'a', first: 1, second: 3 }])
  expect(findJsonPlaces('[{"a":1},{"a":1}]').twice).toEqual([])
  expect(findJsonPlaces('{"a.b":1,"a":{"b":2}}').twice).toEqual([])
})

it('finds nothing twice in what JSON.stringify writes, at any depth', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(findJsonPlaces(JSON.stringify(value, null, 1)).twice).toEqual([])
    }),
  )
  const deep = 100_000
  expect(findJsonPlaces('['.repeat(deep) + ']'.repeat(deep)).twice).toEqual([])
})
