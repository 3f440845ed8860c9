import * as Finding from "../Finding.ts"
import * as Limits from "../Limits.ts"
import * as Part from "../Part.ts"
import type { CardComponent, Component } from "../TemplateDraft.ts"
import { component } from "../TemplateDraft.ts"
import type { Rule } from "./Context.ts"
import { tooLong } from "./tooLong.ts"

/** Limited-time offers and carousels (TP-05; Meta, limited-time offer and media card carousel templates): both are for marketing. */

const marketingOnly = (place: string, category: string): ReadonlyArray<Finding.Finding> =>
  category === "MARKETING"
    ? []
    : [
        Finding.whole(
          "marketing-only",
          { component: place, text: category },
          `a ${place} is for MARKETING alone`,
          "MARKETING"
        )
      ]

const typesOf = (components: ReadonlyArray<Component | CardComponent>): ReadonlyArray<string> => {
  const buttons = component(components, "BUTTONS")?.buttons ?? []
  return buttons.map(({ type }) => type)
}

/** An offer that expires hands its code over, by the first of its buttons. */
const code: Rule = ({ draft }) => {
  const expires = component(draft.components, "LIMITED_TIME_OFFER")?.limited_time_offer.has_expiration === true
  const types = typesOf(draft.components)
  const at = types.indexOf("COPY_CODE")
  const field = { component: "buttons", text: types.join(", ") }
  if (at > 0) return [Finding.whole("offer-parts", field, "the button that copies the code comes first")]
  return expires && at < 0
    ? [Finding.whole("offer-parts", field, "an offer that expires needs a button of type COPY_CODE")]
    : []
}

const offer: Rule = (context) => {
  const { draft } = context
  return Part.ofType(draft, "LIMITED_TIME_OFFER").flatMap(({ place, value }) => [
    ...marketingOnly(place, draft.category),
    ...tooLong("offer-too-long", { component: place, text: value.limited_time_offer.text }, Limits.offerCharactersMax),
    ...(component(draft.components, "FOOTER") === null
      ? []
      : [Finding.whole("offer-parts", { component: "footer", text: "FOOTER" }, "a limited-time offer has no footer")]),
    ...code(context)
  ])
}

const isMedia = (components: ReadonlyArray<CardComponent>): boolean => {
  const format = component(components, "HEADER")?.format
  return format === "IMAGE" || format === "VIDEO" || format === "PRODUCT"
}

/** What all cards of a carousel have in common: their components, the kind of their header, the kinds of their buttons. */
const shapeOf = (components: ReadonlyArray<CardComponent>): string =>
  JSON.stringify([
    components.map(({ type }) => type).toSorted(),
    component(components, "HEADER")?.format ?? null,
    typesOf(components)
  ])

const card = (
  place: string,
  components: ReadonlyArray<CardComponent>,
  first: ReadonlyArray<CardComponent>
): ReadonlyArray<Finding.Finding> => {
  const types = typesOf(components)
  const field = { component: place, text: components.map(({ type }) => type).join(", ") }
  return [
    ...(isMedia(components)
      ? []
      : [Finding.whole("carousel-card-parts", field, "a card has a header with an image, a video or a product")]),
    ...(types.length > Limits.cardButtonsMax
      ? [Finding.whole("carousel-card-parts", field, `a card has at most ${Limits.cardButtonsMax} buttons`)]
      : []),
    ...(shapeOf(components) === shapeOf(first)
      ? []
      : [Finding.whole("carousel-cards-differ", field, "all cards have the same components and kinds of buttons")])
  ]
}

const carousel: Rule = ({ draft }) =>
  Part.ofType(draft, "CAROUSEL").flatMap(({ place, value: { cards } }) => [
    ...marketingOnly(place, draft.category),
    ...(cards.length < Limits.cardsMin || cards.length > Limits.cardsMax
      ? [
          Finding.whole(
            "carousel-cards",
            { component: place, text: "" },
            `${cards.length} cards, where ${Limits.cardsMin} to ${Limits.cardsMax} may be`
          )
        ]
      : []),
    ...cards.flatMap(({ components }, index) =>
      card(`${place}.cards[${index}]`, components, cards[0]?.components ?? components)
    )
  ])

/** Offers and carousels. */
export const offers: Rule = (context) => [...offer(context), ...carousel(context)]
