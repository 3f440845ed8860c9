import * as Finding from "../Finding.ts"
import * as Part from "../Part.ts"
import type { Button } from "../DraftButton.ts"
import * as Link from "../words/Link.ts"
import * as Phrase from "../words/Phrase.ts"
import type { Context, Rule, Wording } from "./Context.ts"

const written = (
  { language, policy, shorteners }: Context,
  { field, linkless }: Wording
): ReadonlyArray<Finding.Finding> =>
  Link.links(field.text.slice(0, linkless.length)).map((link) => {
    if (Link.isBelow(link.host, shorteners)) {
      const message = `${link.host} hides where the link leads; describe it in plain text, or put the full address on a button`
      return Finding.stretch("shortener", field, link, message, language.suggestion.button)
    }
    return policy.flagEveryLinkRequest
      ? Finding.stretch(
          "link-request",
          field,
          link,
          "a link; describe it in plain text",
          language.suggestion.askToReply
        )
      : Finding.stretch("raw-link", field, link, "a link in the text; put it on a button", language.suggestion.button)
  })

/** Requests in words count only where every request does: elsewhere a button that they speak of is legal. */
const asked = ({ language, policy, wording }: Context): ReadonlyArray<Finding.Finding> => {
  if (!policy.flagEveryLinkRequest) return []
  const search = Phrase.phrases(language.linkRequests)
  return wording.flatMap(({ bare, field }) =>
    search(bare).map((match) =>
      Finding.stretch(
        "link-request",
        field,
        match,
        "asks the reader to follow a link; describe it in plain text",
        language.suggestion.askToReply
      )
    )
  )
}

/** A button that opens a shortened link, or any link at all where the policy wants none. */
const opened = (
  { policy, shorteners }: Context,
  { place, value }: Part.Part<Button>
): ReadonlyArray<Finding.Finding> => {
  if (value.type !== "URL") return []
  const field = { component: `${place}.url`, text: value.url }
  const short = Link.links(value.url).find(({ host }) => Link.isBelow(host, shorteners))
  if (short !== undefined)
    return [
      Finding.stretch("shortener", field, short, `${short.host} hides where the link leads; give the full address`)
    ]
  return policy.flagEveryLinkRequest
    ? [Finding.whole("link-button", field, "the button asks the reader to follow a link; offer a reply instead")]
    : []
}

/** Links, and requests to follow one (TP-04). */
export const links: Rule = (context) => [
  ...context.wording.flatMap((wording) => written(context, wording)),
  ...asked(context),
  ...Part.ofType(context.draft, "BUTTONS")
    .flatMap(Part.buttons)
    .flatMap((button) => opened(context, button))
]
