import { describe, expect, it } from 'vitest'
import { alignIds } from './align-ids'

const former = { names: ['a', 'b', 'default'], ids: [1, 2, 3] }
const idsOf = (names: string[]) => alignIds(former, names).ids

describe('the ids of rules', () => {
  it.each<[what: string, names: string[], ids: number[]]>([
    ['follow a rule that moved', ['b', 'a', 'default'], [2, 1, 3]],
    ['stay with a rule that is renamed', ['a', 'bb', 'default'], [1, 2, 3]],
    ['are new for a rule that is added, and stay with the others', ['a', 'b', 'c', 'default'], [1, 2, 4, 3]],
    ['go with a rule that is removed', ['b', 'default'], [2, 3]],
    ['stay apart where two rules have one name', ['a', 'a', 'default'], [1, 2, 3]],
  ])('%s', (_what, names, ids) => expect(idsOf(names)).toEqual(ids))
})
