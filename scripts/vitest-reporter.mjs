import { recordTest } from './tally.mjs'

/** Hands every result of vitest to the tally; a suite that breaks before its first test counts as one failure. */
export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors) {
    for (const module of modules) {
      const suite = module.relativeModuleId ?? module.moduleId
      for (const test of module.children.allTests()) this.record(suite, test)
      for (const error of module.errors()) recordTest({ suite, name: '(loading)', state: 'failed', reason: error.message })
      for (const child of module.children.allSuites())
        for (const error of child.errors()) recordTest({ suite, name: child.fullName, state: 'failed', reason: error.message })
    }
    for (const error of unhandledErrors)
      recordTest({ suite: 'vitest', name: '(outside of any test)', state: 'failed', reason: error.message })
  }

  record(suite, test) {
    const result = test.result()
    if (result.state === 'pending') return
    const reason = result.state === 'skipped' ? (result.note ?? reasonInName(test.fullName)) : result.errors?.[0]?.message
    recordTest({ suite, name: test.fullName, state: result.state, reason })
  }
}

// A suite that is skipped as a whole says why in brackets at the end of its name; one that does not lacks, in all likelihood, what the whole run lacks.
const reasonInName = (name) => /\(([^()]{8,})\)/.exec(name)?.[1] ?? process.env.TEST_NO_ENVOY ?? 'no reason given'
