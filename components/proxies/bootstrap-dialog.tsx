'use client'
import { useState } from 'react'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { bootstrapCommand } from './bootstrap-command'

/** How one more Envoy comes in: a command that prints its bootstrap. */
export function BootstrapDialog({ open, onClose, xdsAddress }: { open: boolean; onClose: () => void; xdsAddress: string | null }) {
  const [service, setService] = useState('shop/reviews')
  const [version, setVersion] = useState('v1')
  const [app, setApp] = useState('127.0.0.1:8080')
  const command = bootstrapCommand({ service, version, xdsAddress, app })
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Bootstrap for an Envoy"
      sub="Run this beside the Envoy. It prints a complete configuration; the Envoy appears here a few seconds after it starts."
      foot={<CopyButton primary text={command} label="Copy the command" words="Copy the command" />}
    >
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-[2fr_1fr_2fr]">
        <Field label="Service">
          {(aria) => <Input {...aria} value={service} onChange={(event) => setService(event.target.value)} boxClassName="w-full" />}
        </Field>
        <Field label="Version">
          {(aria) => <Input {...aria} value={version} onChange={(event) => setVersion(event.target.value)} boxClassName="w-full" />}
        </Field>
        <Field label="The app listens on">
          {(aria) => <Input {...aria} value={app} onChange={(event) => setApp(event.target.value)} boxClassName="w-full" />}
        </Field>
      </div>
      <pre className="mt-4 whitespace-pre-wrap break-all rounded-md border border-line bg-sunk px-3 py-2 font-mono text-12">{command}</pre>
      <p className="mt-2 text-12 text-muted">
        {xdsAddress
          ? `Outrider’s control plane listens on ${xdsAddress}. A second Envoy on the same machine needs --admin, --inbound and --outbound addresses of its own.`
          : 'The control plane’s address is not known: the runtime is away.'}
      </p>
    </Dialog>
  )
}
