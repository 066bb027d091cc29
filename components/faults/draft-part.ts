import type { DraftProblems, FaultDraft } from './fault-draft'

/** What every part of the form gets: the draft, how to change it, and the problems that are to be shown. */
export type DraftPart = { draft: FaultDraft; problems: DraftProblems; onChange: (change: Partial<FaultDraft>) => void }
