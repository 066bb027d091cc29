'use client'
import { autocompletion, type CompletionContext, type CompletionResult, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, isolateHistory } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { Annotation, EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { TextProblem } from '@/lib/api/policy/read-policy-text'
import { schemaCompletions } from './schema-completions'
import type { Path } from './set-at'
import { yamlLook } from './yaml-look'

type Props = {
  label: string
  text: string
  problems: readonly TextProblem[]
  schema: unknown
  /** Values that a schema cannot know: versions, callers, conditions. */
  extra: (path: Path) => readonly string[]
  onChange: (text: string) => void
}

/** The policy's text in CodeMirror, with what is wrong at its place and completion by the schema. Tab leaves it, as in every field. */
export function YamlEditor({ label, text, problems, schema, extra, onChange }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const latest = useRef({ text, schema, extra, onChange })
  latest.current = { text, schema, extra, onChange }
  // What was typed and has not come back yet: an echo that is late must not undo what was typed after it.
  const sent = useRef<string[]>([])
  useEffect(() => {
    if (!box.current) return
    const made = new EditorView({ parent: box.current, state: begin(label, latest, sent.current) })
    view.current = made
    return () => {
      made.destroy()
      view.current = null
    }
  }, [label])
  useEffect(() => {
    const echo = sent.current.indexOf(text)
    sent.current.splice(0, echo === -1 ? sent.current.length : echo + 1)
    if (view.current && echo === -1) takeText(view.current, text)
  }, [text])
  useEffect(() => {
    const at = view.current
    if (!at) return
    const most = at.state.doc.length
    const found = problems.map(({ from, to, severity, message }) => ({
      from: Math.min(from, most),
      to: Math.min(to, most),
      severity,
      message,
    }))
    at.dispatch(setDiagnostics(at.state, found))
  }, [problems])
  return <div ref={box} className="h-full min-h-0 overflow-hidden border-2 bg-panel py-1.5 border-transparent focus-within:border-accent" />
}

/** On a change that a form made: nobody needs to be told of it. */
const fromOutside = Annotation.define<boolean>()

type Latest = { current: Pick<Props, 'text' | 'schema' | 'extra' | 'onChange'> }

function begin(label: string, latest: Latest, sent: string[]): EditorState {
  const complete = (context: CompletionContext): CompletionResult | null => {
    if (!context.explicit && !context.matchBefore(/[\w-]$/)) return null
    const found = schemaCompletions(latest.current.schema, context.state.doc.toString(), context.pos, latest.current.extra)
    if (!found) return null
    const options = found.offers.map(({ label: words, detail, kind }) => ({
      label: words,
      detail,
      type: kind === 'key' ? 'property' : 'constant',
      apply: kind === 'key' ? `${words}: ` : words,
    }))
    return { from: found.from, options }
  }
  return EditorState.create({
    doc: latest.current.text,
    extensions: [
      lineNumbers(),
      lintGutter(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      autocompletion({ override: [complete], icons: false }),
      keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
      yaml(),
      yamlLook,
      EditorView.lineWrapping,
      EditorState.tabSize.of(2),
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
      EditorView.updateListener.of((update) => {
        const next = update.state.doc.toString()
        if (!update.docChanged || update.transactions.some((each) => each.annotation(fromOutside))) return
        sent.push(next)
        latest.current.onChange(next)
      }),
    ],
  })
}

/** Only what differs is replaced, so that cursor and undo stay where they are. */
function takeText(view: EditorView, text: string): void {
  const former = view.state.doc.toString()
  if (former === text) return
  let head = 0
  while (head < former.length && head < text.length && former[head] === text[head]) head++
  let tail = 0
  const most = Math.min(former.length, text.length) - head
  while (tail < most && former[former.length - 1 - tail] === text[text.length - 1 - tail]) tail++
  view.dispatch({
    changes: { from: head, to: former.length - tail, insert: text.slice(head, text.length - tail) },
    // One step to undo, never joined with what was typed before it.
    annotations: [isolateHistory.of('full'), fromOutside.of(true)],
  })
}
