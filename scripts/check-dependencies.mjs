import { spawnSync } from 'node:child_process'

// A cruiser that sees nothing finds no violation: fewer modules than this means that it is blind, not that the house is clean.
const fewestModules = 60
const folders = ['lib', 'app', 'components', 'cli', 'demo', 'bench', 'e2e', 'instrumentation.ts']
const run = spawnSync('node_modules/.bin/depcruise', ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders], {
  encoding: 'utf8',
  maxBuffer: 256e6,
})
let report
try {
  report = JSON.parse(run.stdout)
} catch {
  process.stdout.write(run.stdout + run.stderr)
  process.exit(1)
}
const own = report.modules.filter((module) => !module.source.includes('node_modules') && !module.coreModule)
for (const violation of report.summary.violations)
  console.log(`${violation.rule.severity} ${violation.rule.name}: ${violation.from} → ${violation.to}`)
if (own.length < fewestModules) {
  console.log(`dependency-cruiser saw only ${own.length} modules of ours, at least ${fewestModules} are expected: it is blind`)
  process.exit(1)
}
console.log(`${own.length} modules, ${report.summary.error} errors`)
process.exit(report.summary.error > 0 ? 1 : 0)
