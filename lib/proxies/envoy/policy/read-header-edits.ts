import type { HeaderEdits } from '@/lib/mesh/policy'
import { asArray, asObject, asText, type JsonObject } from '../json'
import type { Unread } from './unread'

/** The header edits of a route in one direction; null without any. A value with one of Envoy's commands is none of ours. */
export function readHeaderEdits(side: 'request' | 'response', route: JsonObject, unread: Unread): HeaderEdits | null {
  const [set, add]: [HeaderEdits['set'] & object, HeaderEdits['add'] & object] = [[], []]
  for (const entry of asArray(route[`${side}_headers_to_add`])) {
    const option = asObject(entry)
    const header = asObject(option.header)
    const name = asText(header.key)
    const value = asText(header.value)
    const action = asText(option.append_action) || 'APPEND_IF_EXISTS_OR_ADD'
    if (/%/.test(value.replaceAll('%%', ''))) unread(`${side} header ${name}: ${value}`)
    else if (action === 'OVERWRITE_IF_EXISTS_OR_ADD') set.push({ name, value: value.replaceAll('%%', '%') })
    else if (action === 'APPEND_IF_EXISTS_OR_ADD' && option.append !== false) add.push({ name, value: value.replaceAll('%%', '%') })
    else unread(`${side} header ${name}: ${action}`)
  }
  const remove = asArray(route[`${side}_headers_to_remove`]).map(asText)
  const edits = { ...(set.length > 0 && { set }), ...(add.length > 0 && { add }), ...(remove.length > 0 && { remove }) }
  return Object.keys(edits).length > 0 ? edits : null
}
