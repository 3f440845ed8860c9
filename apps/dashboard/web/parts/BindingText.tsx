import { Link } from "wouter"
import type { Budget } from "../../src/api/Shapes.ts"
import * as Language from "../../src/language/Language.ts"
import { useShown } from "../state/Preferences.tsx"

/** What keeps the next text of a sender back, and until when. */
export const BindingText = ({ binding }: { readonly binding: Budget["binding"] }) => {
  const { format, text } = useShown()
  if (binding === null) return <>{text.budget.free}</>
  if (binding.kind === "limit") {
    const name = Language.word(text.limits, binding.limit)
    return (
      <>
        {binding.until === null ? text.budget.untilAnswer(name) : text.budget.until(name, format.time(binding.until))}
      </>
    )
  }
  const name = `${Language.word(text.holdLevels, binding.level)} (${Language.word(text.scopes, binding.scope)})`
  const told =
    binding.until === null ? text.budget.untilReview(name) : text.budget.until(name, format.time(binding.until))
  return binding.holdId === null ? <>{told}</> : <Link href={`/holds/${binding.holdId}`}>{told}</Link>
}
