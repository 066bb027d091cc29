import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Gives an order to the demo that runs on a data folder. Rejects with the reason when there is none, or when it refuses. */
export async function orderDemo(data, order) {
  const file = join(resolve(data), 'demo-control.json')
  let control
  try {
    control = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new Error(`no demo runs on the data folder ${data} (there is no ${file})`)
  }
  let response
  try {
    response = await fetch(control.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${control.token}` },
      body: JSON.stringify(order),
    })
  } catch {
    throw new Error(`the demo of the data folder ${data} (process ${control.pid}) does not answer`)
  }
  const body = await response.json()
  if (!response.ok) throw new Error(body.error)
  return body
}
