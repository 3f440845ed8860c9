import { useEffect, useRef, useState } from "react"
import type { CampaignView } from "../../src/api/Shapes.ts"
import * as Steps from "../../src/figures/Steps.ts"
import { useAnnounce } from "../shell/Announcer.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useActing } from "../state/Queries.ts"
import { useMayOperate } from "../state/Session.tsx"
import { Fault } from "./Read.tsx"

/** Start, pause, resume, cancel: what can be done where a campaign stands. To cancel is asked about once more, since nothing undoes it. */
export const CampaignActs = ({ campaign: { id, state } }: { readonly campaign: CampaignView }) => {
  const { text } = useShown()
  const announce = useAnnounce()
  const acting = useActing(id)
  const mayOperate = useMayOperate()
  const [asks, setAsks] = useState(false)
  const confirm = useRef<HTMLButtonElement>(null)
  const acts = Steps.offered[state]

  useEffect(() => {
    if (asks) confirm.current?.focus()
  }, [asks])

  if (acts.length === 0) return null
  if (!mayOperate) return <p className="quiet">{text.campaigns.role}</p>

  const act = (what: Steps.Act): void => {
    setAsks(false)
    acting.mutate(what, { onSuccess: () => announce(text.campaigns.acted[what]) })
  }
  return (
    <div className="acts">
      {acting.error === null ? null : <Fault error={acting.error} />}
      {asks ? (
        <div role="group" aria-label={text.campaigns.confirmCancel}>
          <p>{text.campaigns.confirmCancel}</p>
          <button ref={confirm} type="button" className="bad-act" onClick={() => act("cancel")}>
            {text.campaigns.confirm}
          </button>
          <button type="button" onClick={() => setAsks(false)}>
            {text.campaigns.keep}
          </button>
        </div>
      ) : (
        acts.map((what) => (
          <button
            key={what}
            type="button"
            className={what === "cancel" ? "bad-act" : "main-act"}
            disabled={acting.isPending}
            onClick={() => (what === "cancel" ? setAsks(true) : act(what))}
          >
            {text.campaigns.acts[what]}
          </button>
        ))
      )}
    </div>
  )
}
