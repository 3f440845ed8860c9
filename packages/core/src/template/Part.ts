import type { Button } from "./DraftButton.ts"
import type { Field } from "./Finding.ts"
import type { CardComponent, Component, TemplateDraft } from "./TemplateDraft.ts"

/**
 * The parts of a draft, each with the place that findings name (`buttons[0]`, `carousel.cards[1].body`).
 *
 * Cards have headers, bodies and buttons of their own, to which the same rules apply: a rule asks for all parts of a kind here and need
 * not know where they stand.
 */
export interface Part<A> {
  readonly place: string
  readonly value: A
}

/** Every component of the draft and of its cards, in order. */
const components = (draft: TemplateDraft): ReadonlyArray<Part<Component>> =>
  draft.components.flatMap((component): ReadonlyArray<Part<Component>> => [
    { place: component.type.toLowerCase(), value: component },
    ...(component.type === "CAROUSEL" ? cards(component.cards) : [])
  ])

const cards = (
  all: ReadonlyArray<{ readonly components: ReadonlyArray<CardComponent> }>
): ReadonlyArray<Part<Component>> =>
  all.flatMap((card, index) =>
    card.components.map((component) => ({
      place: `carousel.cards[${index}].${component.type.toLowerCase()}`,
      value: component
    }))
  )

/** Every component of a type. */
export const ofType = <T extends Component["type"]>(
  draft: TemplateDraft,
  type: T
): ReadonlyArray<Part<Extract<Component, { readonly type: T }>>> => {
  const isOfType = (part: Part<Component>): part is Part<Extract<Component, { readonly type: T }>> =>
    part.value.type === type
  return components(draft).filter(isOfType)
}

/** The buttons of one component, each with its place. */
export const buttons = ({
  place,
  value
}: Part<{ readonly buttons: ReadonlyArray<Button> }>): ReadonlyArray<Part<Button>> =>
  value.buttons.map((button, index) => ({ place: `${place}[${index}]`, value: button }))

/** What the customer reads: the text of headers, bodies and footers, the offer's, and the labels of buttons. */
export const wording = (draft: TemplateDraft): ReadonlyArray<Field> =>
  components(draft).flatMap((part): ReadonlyArray<Field> => {
    const { place, value } = part
    switch (value.type) {
      case "HEADER":
        return value.format === "TEXT" ? [{ component: place, text: value.text ?? "" }] : []
      case "BODY":
      case "FOOTER":
        return value.text === undefined ? [] : [{ component: place, text: value.text }]
      case "LIMITED_TIME_OFFER":
        return [{ component: place, text: value.limited_time_offer.text }]
      case "BUTTONS":
        return buttons({ place, value }).flatMap((button) =>
          button.value.text === undefined ? [] : [{ component: `${button.place}.text`, text: button.value.text }]
        )
      case "CAROUSEL":
      case "CALL_PERMISSION_REQUEST":
        return []
    }
  })

/** Texts that hold variables which a message fills in: text headers and bodies. */
export const variableTexts = (draft: TemplateDraft): ReadonlyArray<Field & { readonly kind: "header" | "body" }> => [
  ...ofType(draft, "HEADER").flatMap(({ place, value }) =>
    value.format === "TEXT" ? [{ component: place, text: value.text ?? "", kind: "header" as const }] : []
  ),
  ...ofType(draft, "BODY").map(({ place, value }) => ({
    component: place,
    text: value.text ?? "",
    kind: "body" as const
  }))
]
