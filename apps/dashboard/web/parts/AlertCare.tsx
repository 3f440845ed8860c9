import { type FormEvent, useEffect, useRef, useState } from "react"
import type { Alert } from "../../src/api/Shapes.ts"
import { useAnnounce } from "../shell/Announcer.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useAcknowledging } from "../state/Queries.ts"
import { useMayOperate } from "../state/Session.tsx"
import { Fault } from "./Read.tsx"
import { Time } from "./Time.tsx"

/** Who looks after an alert that stands, since when, and what they said; where nobody does, an operator says so here, and it is not told again. */
export const AlertCare = ({ alert: { acknowledged, id, means } }: { readonly alert: Alert }) => {
  const { text } = useShown()
  const announce = useAnnounce()
  const mayOperate = useMayOperate()
  const acknowledging = useAcknowledging(id)
  const [asks, setAsks] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)

  useEffect(() => {
    if (asks) field.current?.focus()
  }, [asks])

  if (acknowledged !== null) {
    return (
      <>
        {acknowledged.by}, <Time at={acknowledged.at} />
        {acknowledged.note === "" ? null : <p className="hint">{acknowledged.note}</p>}
      </>
    )
  }
  if (!mayOperate) return <>–</>
  if (!asks) {
    return (
      <button type="button" className="main-act" onClick={() => setAsks(true)}>
        {text.alerts.care}
        {/* Buttons of a table are told apart by what they are about. */}
        <span className="unseen" lang="en">
          : {means}
        </span>
      </button>
    )
  }
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const note = new FormData(event.currentTarget).get("note")
    acknowledging.mutate(typeof note === "string" ? note : "", { onSuccess: () => announce(text.alerts.cared) })
  }
  return (
    <form onSubmit={submit} aria-label={text.alerts.care}>
      {acknowledging.error === null ? null : <Fault error={acknowledging.error} />}
      <label htmlFor={`alert-note-${id}`}>{text.alerts.note}</label>
      <textarea ref={field} id={`alert-note-${id}`} name="note" rows={2} maxLength={1_000} />
      <p className="hint">{text.alerts.noteHint}</p>
      <div className="acts">
        <button type="submit" className="main-act" disabled={acknowledging.isPending}>
          {text.alerts.submit}
        </button>
        <button type="button" onClick={() => setAsks(false)}>
          {text.alerts.leave}
        </button>
      </div>
    </form>
  )
}
