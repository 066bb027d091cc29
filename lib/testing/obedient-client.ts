import { type AdsClient, type AdsResponse, connectAds } from './ads-client'

export type ObedientClient = {
  readonly client: AdsClient
  /** Everything of this type that it was sent, in order. */
  sent(type: AdsResponse['type']): AdsResponse[]
  close(): void
}

/**
 * A client that asks for all types as Envoy does and accepts what it is sent, until it is closed; `refuse` answers the words of a refusal, null to accept.
 * Every client calls itself a sidecar of shop/frontend.
 */
export function connectObedient(
  address: string,
  id: string,
  refuse: (response: AdsResponse) => string | null = () => null,
  port = 15001,
): ObedientClient {
  const outrider = {
    service: 'shop/frontend',
    version: 'v1',
    inbound: `127.0.0.1:${port + 5}`,
    outbound: `127.0.0.1:${port}`,
    app: '127.0.0.1:8080',
  }
  const client = connectAds(address, { id, outrider })
  const names = new Map<AdsResponse['type'], string[]>([
    ['RDS', ['outbound']],
    ['RTDS', ['outrider']],
  ])
  let seen = 0
  const answer = (response: AdsResponse): void => {
    const { type } = response
    const words = refuse(response)
    if (words !== null) {
      client.nack(response, words, names.get(type))
      return
    }
    const isFirst = client.responses.filter((other) => other.type === type).length === 1
    client.ack(response, names.get(type))
    if (type === 'CDS') {
      const wanted = response.names.filter((name) => name !== 'inbound')
      names.set('EDS', wanted)
      const last = client.responses.filter((other) => other.type === 'EDS').at(-1)
      client.request({ type: 'EDS', names: wanted, ...(last && { nonce: last.nonce, version: last.version }) })
      if (isFirst) client.request({ type: 'LDS' })
    }
    if (type === 'LDS' && isFirst) client.request({ type: 'RDS', names: ['outbound'] })
  }
  client.request({ type: 'CDS' })
  const timer = setInterval(() => {
    while (seen < client.responses.length) {
      const response = client.responses[seen++]
      if (response) answer(response)
    }
  }, 2)
  return {
    client,
    sent: (type) => client.responses.filter((response) => response.type === type),
    close() {
      clearInterval(timer)
      client.close()
    },
  }
}
