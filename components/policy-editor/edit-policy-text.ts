import { type Document, isCollection, isMap, isSeq } from 'yaml'
import { policySchema } from '@/lib/api/policies'
import { parseText } from '@/lib/api/policy/parse-text'
import type { Policy } from '@/lib/mesh/policy'
import { renderPolicy } from '@/lib/routing/render-policy'
import { isFields, isSame, type Path, setAt, valueAt } from './set-at'

/** A policy as the editor first shows it. */
export const policyText = (policy: Policy): string => `${renderPolicy(policy).join('\n')}\n`

/**
 * The text that says `after`, where it said `before`. A text in our own form stays in it. Any other keeps what did not change as it was written: comments, order,
 * quotes; so does every part that no form shows.
 */
export const editPolicyText = (text: string, before: unknown, after: unknown): string => editPolicy(text, before, after).text

/** The same. isOurs: it is in our own form, and says `after` to the letter. */
export function editPolicy(text: string, before: unknown, after: unknown): { text: string; isOurs: boolean } {
  // The text says `before`: where it is what is rendered of that, our own form can say it.
  if (render(before)?.trimEnd() === text.trimEnd()) {
    const rendered = render(after)
    // What has a policy's shape is rendered whole; of anything else that must be seen.
    if (rendered !== null && (policySchema.safeParse(after).success || saysExactly(rendered, after)))
      return { text: rendered, isOurs: true }
  }
  const document = parseText(text).document.clone()
  change(document, [], before, after)
  return { text: document.toString({ lineWidth: 0, flowCollectionPadding: true }), isOurs: false }
}

function saysExactly(text: string, value: unknown): boolean {
  const { document } = parseText(text)
  return document.errors.length === 0 && isSame(document.toJS(), value)
}

/** It may not say all of it, e.g. of a key that nobody knows; null where it says nothing. */
function render(value: unknown): string | null {
  try {
    return policyText(asPolicy(value))
  } catch {
    return null
  }
}

/** A rule that sends nowhere is written without backends, and rendered with none. */
function asPolicy(value: unknown): Policy {
  const rules = valueAt(value, ['rules'])
  const whole = Array.isArray(rules)
    ? setAt(
        value,
        ['rules'],
        rules.map((rule: unknown) => (isFields(rule) ? { backends: [], ...rule } : rule)),
      )
    : value
  // Checked afterwards: what is rendered must read as the same value.
  return whole as Policy
}

function change(document: Document, path: Path, before: unknown, after: unknown): void {
  if (isSame(before, after)) return
  const node = path.length === 0 ? document.contents : document.getIn(path, true)
  if (isMap(node) && isFields(before) && isFields(after)) {
    for (const key of Object.keys(before)) if (after[key] === undefined) document.deleteIn([...path, key])
    for (const key of Object.keys(after)) if (after[key] !== undefined) change(document, [...path, key], before[key], after[key])
  } else if (isSeq(node) && Array.isArray(before) && Array.isArray(after)) changeList(document, path, before, after)
  else if (path.length === 0) document.contents = asContents(document.createNode(after))
  // A plain value takes the place of the old one within its node, and what is written beside it stays.
  else document.setIn(path, isPlain(after) ? after : document.createNode(after))
}

const isPlain = (value: unknown): boolean => value === null || typeof value !== 'object'

/** Items that only moved move with all that is written about them; an item in an old place that no other took is changed there. */
function changeList(document: Document, path: Path, before: readonly unknown[], after: readonly unknown[]): void {
  const node = document.getIn(path, true)
  if (!isSeq(node)) return
  const former = node.items.map((item, index) => ({ item, value: before[index], isTaken: false }))
  const take = (found: (typeof former)[number] | undefined) => {
    if (found) found.isTaken = true
    return found
  }
  const moved = after.map((value) => take(former.find((each) => !each.isTaken && isSame(each.value, value))))
  const kept = moved.map((found, index) => found ?? (former[index]?.isTaken === false ? take(former[index]) : undefined))
  node.items = after.map((value, index) => kept[index]?.item ?? document.createNode(value))
  after.forEach((value, index) => {
    const was = kept[index]
    if (was && !isSame(was.value, value)) change(document, [...path, index], was.value, value)
  })
  if (isCollection(node) && node.items.length === 0) node.flow = true
}

// A created node may stand at the top of its own document.
const asContents = (node: unknown): Document['contents'] => node as Document['contents']

/** What stands at a path, as a form shows it: text, numbers and truth as text; nothing for what is no scalar. */
export function scalarAt(value: unknown, path: Path): string {
  const at = valueAt(value, path)
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at) : ''
}
