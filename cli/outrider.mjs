#!/usr/bin/env node
import { fileURLToPath } from 'node:url'

const tsconfig = fileURLToPath(new URL('../tsconfig.json', import.meta.url))
try {
  const { register } = await import('tsx/esm/api')
  register({ tsconfig })
} catch {
  console.error('The packages of this clone are not installed yet: run "npm ci" or "npm run setup" in it first.')
  process.exit(1)
}
const { runCli } = await import('./run-cli.ts')
process.exitCode = await runCli(process.argv, process.env)
