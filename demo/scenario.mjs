import { parseArgs } from 'node:util'
import { orderDemo } from './demo-order.mjs'

const scenarios = ['healthy', 'slow', 'failing', 'down']
const usage = `Usage: npm run demo:scenario -- [--data .outrider] SERVICE@VERSION ${scenarios.join('|')}`

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { data: { type: 'string', default: '.outrider' } } })
  const [subject = '', scenario = ''] = positionals
  const [name, version] = subject.split('@')
  if (positionals.length !== 2 || !name || !version || !scenarios.includes(scenario)) throw new Error(usage)
  const service = name.includes('/') ? name : `shop/${name}`
  await orderDemo(values.data, { do: 'scenario', service, version, scenario })
  console.log(`${service}@${version} is ${scenario}`)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
