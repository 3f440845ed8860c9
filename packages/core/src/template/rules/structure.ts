import * as Finding from "../Finding.ts"
import * as Limits from "../Limits.ts"
import * as Part from "../Part.ts"
import type { CardComponent, Component } from "../TemplateDraft.ts"
import * as Variables from "../Variables.ts"
import type { Rule } from "./Context.ts"
import { tooLong } from "./tooLong.ts"

/** The order of components, as a message shows them. A carousel takes the place of the buttons. */
const order: ReadonlyArray<Component["type"]> = [
  "HEADER",
  "LIMITED_TIME_OFFER",
  "BODY",
  "FOOTER",
  "CALL_PERMISSION_REQUEST",
  "BUTTONS",
  "CAROUSEL"
]

/** No component twice, and all in order; `place` is the list's. */
const sequence = (
  components: ReadonlyArray<Component | CardComponent>,
  place: string
): ReadonlyArray<Finding.Finding> => {
  const types = components.map(({ type }) => type)
  const repeated = [...new Set(types.filter((type, index) => types.indexOf(type) < index))]
  const sorted = types.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
  const field = { component: place, text: types.join(", ") }
  return [
    ...repeated.map((type) => Finding.whole("component-repeated", field, `${type} is there more than once`)),
    ...(types.every((type, index) => type === sorted[index])
      ? []
      : [Finding.whole("component-order", field, "the components are out of order", sorted.join(", "))])
  ]
}

const arrangement: Rule = ({ draft }) => [
  ...sequence(draft.components, "components"),
  ...Part.ofType(draft, "CAROUSEL").flatMap(({ place, value }) =>
    value.cards.flatMap((card, index) => sequence(card.components, `${place}.cards[${index}]`))
  )
]

/** The platform writes the body of an authentication template itself. */
const body: Rule = ({ draft }) => {
  const bodies = Part.ofType(draft, "BODY")
  const wanted = draft.category !== "AUTHENTICATION"
  const own = draft.components.some(({ type }) => type === "BODY")
  return [
    ...(own ? [] : [Finding.whole("body-missing", { component: "body", text: "" }, "a template needs a body")]),
    ...bodies.flatMap(({ place, value }) => {
      const field = { component: place, text: value.text ?? "" }
      return wanted && field.text.trim() === ""
        ? [Finding.whole("body-missing", field, "the body has no text")]
        : tooLong("body-too-long", field, Limits.bodyCharactersMaxAt(draft, place))
    })
  ]
}

const headerText = (place: string, text: string): ReadonlyArray<Finding.Finding> => {
  const field = { component: place, text }
  if (text.trim() === "")
    return [Finding.whole("header-empty", field, "the header has no text; leave it out, or fill it in")]
  const [, ...others] = Variables.parse(text)
  return [
    ...tooLong("header-too-long", field, Limits.headerCharactersMax),
    ...others.map((variable) =>
      Finding.stretch(
        "header-variables",
        field,
        variable,
        `a header has at most ${Limits.headerVariablesMax} variable`,
        ""
      )
    )
  ]
}

const header: Rule = ({ draft }) =>
  Part.ofType(draft, "HEADER").flatMap(({ place, value }) =>
    value.format === "TEXT" ? headerText(place, value.text ?? "") : []
  )

/** The footer of an authentication template says when the code expires, and has no text of its own. */
const footer: Rule = ({ draft }) =>
  Part.ofType(draft, "FOOTER").flatMap(({ place, value }) => {
    if (draft.category === "AUTHENTICATION" && value.text === undefined) return []
    const field = { component: place, text: value.text ?? "" }
    if (field.text.trim() === "")
      return [Finding.whole("footer-empty", field, "the footer has no text; leave it out, or fill it in")]
    return [
      ...tooLong("footer-too-long", field, Limits.footerCharactersMax),
      ...Variables.parse(field.text).map((variable) =>
        Finding.stretch("footer-variables", field, variable, "a footer has no variables", "")
      )
    ]
  })

/** Which components there are, in what order, and how long they are (TP-05). */
export const structure: Rule = (context) => [arrangement, header, body, footer].flatMap((rule) => rule(context))
