import { Load } from './load'
import { RunningShop } from './services/running-shop'
import type { FromShop, ToShop } from './shop-message'
import { SimulatedShop } from './simulated-shop'

// The shop's services and their visitors in one process, told by the demo what to do; when the demo is gone, it goes too.
let shop: Pick<RunningShop, 'setScenario'> | null = null
let load: Load | null = null

async function obey(message: ToShop): Promise<FromShop> {
  const answer: FromShop = { call: message.call, problem: null, counts: null }
  switch (message.kind) {
    case 'start':
      shop = await RunningShop.start(message.shop)
      load = new Load(message.shop.gateway.listen)
      return answer
    case 'start-simulated': {
      const simulated = new SimulatedShop(message.shop, message.xds)
      await simulated.start()
      shop = simulated
      load = new Load(message.shop.gateway.listen)
      return answer
    }
    case 'scenario':
      await shop?.setScenario(message.service, message.version, message.scenario)
      return answer
    case 'load':
      load?.setRate(message.rps)
      return answer
    case 'counts':
      return { ...answer, counts: load?.read() ?? null }
  }
}

process.on('message', (message) => {
  // Only the demo that forked this process can write to the channel, and it writes ToShop.
  const order = message as ToShop
  obey(order).then(
    (answer) => process.send?.(answer),
    (error: unknown) =>
      process.send?.({
        call: order.call,
        problem: error instanceof Error ? error.message : String(error),
        counts: null,
      } satisfies FromShop),
  )
})
process.on('disconnect', () => process.exit(0))
// A Ctrl-C reaches the whole group; the demo ends this process by itself.
process.on('SIGINT', () => undefined)
