import { readFileSync } from 'node:fs'
import type { Desired } from '@/lib/control-plane/control-plane'
import { createControlPlane } from '@/lib/control-plane/xds/control-plane'

// A control plane in a process of its own, to be killed: argv is a file with { desired, listen }; prints the bound address.
const input: { desired: Desired; listen: string } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const plane = createControlPlane({
  listen: input.listen,
  isStoreAlive: () => true,
  now: Date.now,
  log: { info: () => undefined, warn: () => undefined },
})
plane.publish(input.desired)
plane.lease(input.desired.faults)
const { address } = await plane.start()
process.stdout.write(`${address}\n`)
