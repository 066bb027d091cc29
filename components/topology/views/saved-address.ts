import { viewParamNames } from '@/lib/api/views'

/** What a view keeps of an address: how the mesh is looked at. */
export function viewParamsOf(search: string): Record<string, string> {
  const query = new URLSearchParams(search)
  return Object.fromEntries(viewParamNames.flatMap((name) => (query.get(name) ? [[name, query.get(name) ?? '']] : [])))
}

/** The address of a view beside what the page shows else: its range stays, a selection goes. */
export function addressOf(search: string, name: string, params: Record<string, string>): string {
  const query = new URLSearchParams(search)
  for (const each of [...viewParamNames, 'selected', 'sheet', 'change', 'saved']) query.delete(each)
  for (const each of viewParamNames) if (params[each]) query.set(each, params[each])
  query.set('saved', name)
  return `/?${query}`
}

/** Whether the page shows a view as it was saved. */
export function isShown(search: string, params: Record<string, string>): boolean {
  const shown = viewParamsOf(search)
  return viewParamNames.every((name) => (shown[name] ?? '') === (params[name] ?? ''))
}
