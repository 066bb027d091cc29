import type { SteerTx } from '../store'
import type { Db } from './steer-database'

const select = { id: true, url: true, body: true, at: true, attempts: true } as const

export const webhooksTable = (db: Db): SteerTx['webhooks'] => ({
  async add(url, body, at) {
    await db().webhookCall.createMany({ data: [{ url, body, at: BigInt(at), attempts: 0, nextAt: BigInt(at) }] })
  },
  async dueUrls(now) {
    const rows = await db().webhookCall.findMany({ where: { nextAt: { lte: BigInt(now) } }, select: { url: true }, distinct: ['url'] })
    return rows.map(({ url }) => url)
  },
  async waiting(url) {
    return db().webhookCall.count({ where: { url } })
  },
  async due(now, limit, url) {
    const rows = await db().webhookCall.findMany({
      where: { nextAt: { lte: BigInt(now) }, ...(url !== undefined && { url }) },
      select,
      orderBy: [{ attempts: 'asc' }, { nextAt: 'asc' }, { id: 'asc' }],
      take: limit,
    })
    return rows.map((row) => ({ ...row, at: Number(row.at) }))
  },
  async retry(id, attempts, nextAt) {
    await db().webhookCall.updateMany({ where: { id }, data: { attempts, nextAt: BigInt(nextAt) } })
  },
  async remove(id) {
    await db().webhookCall.deleteMany({ where: { id } })
  },
})
