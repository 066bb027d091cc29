import { recordTest } from './tally.mjs'

/** Hands every result of Playwright to the tally. */
export default class TallyReporter {
  onTestEnd(test, result) {
    const suite = test.titlePath()[2] ?? 'e2e'
    const reason =
      result.status === 'skipped'
        ? (test.annotations.find((note) => note.type === 'skip')?.description ?? 'no reason given')
        : result.error?.message
    const state = result.status === 'passed' || result.status === 'skipped' ? result.status : 'failed'
    recordTest({ suite, name: test.title, state, reason })
  }

  onError(error) {
    recordTest({ suite: 'e2e', name: '(outside of any test)', state: 'failed', reason: error.message })
  }

  printsToStdio() {
    return false
  }
}
