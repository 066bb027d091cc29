import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** Every test of one `npm test`, one JSON line each, in the file that TEST_TALLY names: `{ suite, name, state, reason }`. */
export function recordTest(test) {
  const file = process.env.TEST_TALLY
  if (file) appendFileSync(file, `${JSON.stringify(test)}\n`)
}

/** `{ passed, failed, skipped }`, each a list of what was recorded. */
export function readTally(file) {
  const tests = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : []
  const of = (state) => tests.filter((test) => test.state === state)
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') }
}
