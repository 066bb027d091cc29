import { expect, it } from 'vitest'
import { holdsComments } from './holds-comments'

it('knows a comment from a value with a hash in it', () => {
  expect(
    ['# top\na: 1\n', 'a: 1 # why\n', 'a:\n  # within\n  - b\n', 'a: |\n  text\n# after\n', 'a: [ # in\n 1 ]'].map(holdsComments),
  ).toEqual(Array(5).fill(true))
  expect(
    ['a: 1\n', 'a: b#c\n', 'a: "# x"\n', "a: '# x'\n", 'a: |\n  # text\n  more\n', 'a: >\n  # text\n', '/path#x: 1\n'].map(holdsComments),
  ).toEqual(Array(7).fill(false))
})
