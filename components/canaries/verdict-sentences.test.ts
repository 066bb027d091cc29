import { describe, expect, it } from 'vitest'
import { exampleCanary } from '@/lib/testing/example-canary'
import { confidenceWords, intervalSentence, mindSentences, oddsWords } from './verdict-sentences'

const { judgement } = exampleCanary()
const withInterval = (oddsRatio: { lower: number; upper: number | null; estimate: number | null }) =>
  exampleCanary({ judgement: { ...judgement, errors: { ...judgement.errors, oddsRatio } } })

describe('the interval in words', () => {
  it('names both bounds, what fits best and how sure that is', () => {
    // Handbook, section 8: test A ten times, 99 %.
    expect(intervalSentence(withInterval({ lower: 2.527, upper: 9.474, estimate: 5 }))).toBe(
      'The odds of an error on v2 are 2.53 to 9.47 × those on v1 (99 % sure at any time of reading; 5 × fits best).',
    )
  })
  it('is open above where nothing bounds it, and absent before the first error', () => {
    expect(intervalSentence(withInterval({ lower: 3, upper: null, estimate: null }))).toContain('are at least 3 × those on v1')
    expect(intervalSentence(exampleCanary())).toBeNull()
  })
  it('says how sure it is as the plan has it', () => {
    expect([confidenceWords(0.01), confidenceWords(0.005)]).toEqual(['99 %', '99.5 %'])
    expect(oddsWords(Math.log(100))).toBe('100 to 1')
  })
})

describe('what would change its mind', () => {
  it('is a pace where there is one, and the way to harm', () => {
    const [proof, harm] = mindSentences(exampleCanary({ judgement: { ...judgement, harmLn: Math.log(10) } }), 110)
    expect(proof).toBe('To “not worse”: at the pace of this step, in about 1 min 50 s.')
    expect(harm).toContain('50 % of the way to 100 to 1')
  })
  it('is nothing by itself once it is worse', () => {
    expect(mindSentences(exampleCanary({ state: 'held', verdict: 'worse' }), null)[0]).toContain('Nothing by itself')
  })
  it('is the end of the hold while it is blind', () => {
    const hold = { cause: 'blind' as const, since: '2026-11-25T14:40:00.000Z', text: 'no numbers', exit: 'a complete tick arrives' }
    expect(mindSentences(exampleCanary({ state: 'held', verdict: 'blind', hold }), null)).toEqual(['Numbers: a complete tick arrives.'])
  })
  it('is not asked of what is over', () => {
    expect(mindSentences(exampleCanary({ state: 'ended', outcome: 'promoted' }), null)).toEqual([])
  })
})
