import { FolderGit2 } from 'lucide-react'
import { CopyButton } from '@/components/ui/copy-button'
import { SheetSection } from '@/components/ui/sheet-section'
import type { PlanResponse } from '@/lib/api/policies'
import { displayName } from '@/lib/mesh/display-name'
import { policyFile } from '@/lib/mesh/policy-file'
import { policyPatch } from '@/lib/routing/policy-patch'

/** Why Apply is greyed where a watched folder is the source of truth. */
export const whyFolder = (folder: string | null | undefined): string | null =>
  folder ? 'The policy folder is the source of truth: commit the patch there' : null

/** The planned edit as a patch of the file that stands for it. */
export function FolderPatch({ folder, plan }: { folder: string; plan: PlanResponse }) {
  const patch = policyPatch(policyFile(plan.service), plan.diff)
  return (
    <SheetSection title="A patch to commit">
      <div className="flex items-start gap-2 text-13">
        <FolderGit2 size={14} aria-hidden className="mt-0.5 shrink-0 text-muted" />
        <p className="min-w-0 flex-1 break-words">
          {displayName(folder, 200)} is the source of truth, so nothing is applied from here. In it: <code>git apply</code>, commit, done.
        </p>
        <CopyButton text={patch} label="Copy the patch" words="Copy" />
      </div>
      <pre className="mt-2 overflow-x-auto rounded-md border border-line bg-panel p-3 font-mono text-12">{patch}</pre>
    </SheetSection>
  )
}
