'use client'
import { createParser, useQueryState } from 'nuqs'
import { type ServiceSort, type ServiceSortKey, serviceSortKeys } from './service-order'

/** The worst first, unless the URL says otherwise. */
const defaultSort: ServiceSort = { key: 'health', descending: false }
/** Numbers are asked for from the top, words from the start. */
const startsDescending: Record<ServiceSortKey, boolean> = {
  health: false,
  name: false,
  requests: true,
  errors: true,
  p95: true,
  budget: false,
  proxies: true,
}

/** In the URL as `requests` (ascending) or `-requests` (descending). */
export function parseServiceSort(text: string): ServiceSort | null {
  const descending = text.startsWith('-')
  const key = serviceSortKeys.find((each) => each === (descending ? text.slice(1) : text))
  return key ? { key, descending } : null
}

const parser = createParser<ServiceSort>({
  parse: parseServiceSort,
  serialize: (sort) => `${sort.descending ? '-' : ''}${sort.key}`,
  eq: (a, b) => a.key === b.key && a.descending === b.descending,
}).withDefault(defaultSort)

export function useServiceSort() {
  const [sort, setSort] = useQueryState('sort', parser)
  return {
    sort,
    /** The same column again turns it round. */
    sortBy: (key: ServiceSortKey) => void setSort({ key, descending: sort.key === key ? !sort.descending : startsDescending[key] }),
  }
}
