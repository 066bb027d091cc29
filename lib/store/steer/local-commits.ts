import { singleton } from '@/lib/singleton'

/** Who is to be woken by commits that this process makes to that file, from whichever bundle. */
export const localCommits = (file: string): Set<() => void> => singleton(`steer-commits:${file}`, () => new Set())
