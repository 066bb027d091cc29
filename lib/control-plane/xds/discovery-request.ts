import { readFields } from './wire'

/** A DiscoveryRequest as the protocol needs it. `namesKey`: the names' raw bytes, equal for equal lists. `error`: Envoy's words, present only in a refusal. */
export type DiscoveryRequest = {
  typeUrl: string
  version: string
  nonce: string
  names: () => string[]
  namesKey: string
  /** The encoded Node; only the first message of a stream surely has one. */
  node: Buffer | null
  error: string | null
}

/** Source: envoy/service/discovery/v3/discovery.proto (version_info 1, node 2, resource_names 3, type_url 4, response_nonce 5, error_detail 6). Throws RangeError on malformed bytes. */
export function readDiscoveryRequest(message: Buffer): DiscoveryRequest {
  const names: Buffer[] = []
  const request: DiscoveryRequest = {
    typeUrl: '',
    version: '',
    nonce: '',
    names: () => names.map(String),
    namesKey: '',
    node: null,
    error: null,
  }
  readFields(message, (field, payload) => {
    if (!payload) return
    if (field === 1) request.version = payload.toString()
    else if (field === 2) request.node = payload
    else if (field === 3) names.push(payload)
    else if (field === 4) request.typeUrl = payload.toString()
    else if (field === 5) request.nonce = payload.toString()
    else if (field === 6) request.error = readStatusMessage(payload)
  })
  request.namesKey = names.map((name) => name.toString('latin1')).join('\n')
  return request
}

// google.rpc.Status: message is field 2.
function readStatusMessage(status: Buffer): string {
  let message = ''
  readFields(status, (field, payload) => {
    if (field === 2 && payload) message = payload.toString()
  })
  return message || 'refused without a word'
}
