import type { FormEvent } from "react"
import type { HoldDetail } from "../../src/api/Shapes.ts"
import { useAnnounce } from "../shell/Announcer.tsx"
import { useShown } from "../state/Preferences.tsx"
import { useReviewing } from "../state/Queries.ts"
import { useMayOperate } from "../state/Session.tsx"
import { Fault } from "./Read.tsx"

/** Whether somebody's word is what it waits for. */
const awaits = ({ clearedAt, needsReview, until }: HoldDetail): boolean =>
  clearedAt === null && (needsReview || until === null)

/** Lets a hold end that awaits a review, once the reader says to have read the hour before it. */
export const ReviewForm = ({ hold }: { readonly hold: HoldDetail }) => {
  const { format, text } = useShown()
  const announce = useAnnounce()
  const mayOperate = useMayOperate()
  const reviewing = useReviewing(String(hold.id), hold.evidence)

  if (reviewing.data !== undefined) {
    const { endsAt, over } = reviewing.data
    return <p className="done">{over ? text.review.over : text.review.lasts(format.moment(endsAt))}</p>
  }
  if (hold.clearedAt !== null) return <p className="quiet">{text.review.over}</p>
  if (!awaits(hold)) return <p className="quiet">{text.review.clock}</p>
  if (!mayOperate) return <p className="quiet">{text.review.role}</p>

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const note = new FormData(event.currentTarget).get("note")
    reviewing.mutate(typeof note === "string" ? note : "", {
      onSuccess: ({ endsAt, over }) => announce(over ? text.review.over : text.review.lasts(format.moment(endsAt)))
    })
  }
  return (
    <form onSubmit={submit}>
      {reviewing.error === null ? null : <Fault error={reviewing.error} />}
      <label className="check">
        <input type="checkbox" name="read" required />
        {text.review.read}
      </label>
      <label htmlFor="note">{text.review.note}</label>
      <textarea id="note" name="note" rows={3} maxLength={1_000} aria-describedby="note-hint" />
      <p id="note-hint" className="hint">
        {text.review.noteHint}
      </p>
      <button type="submit" className="main-act" disabled={reviewing.isPending}>
        {text.review.submit}
      </button>
    </form>
  )
}
