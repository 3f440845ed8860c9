import type { Component as Filled } from "../../message/template/Components.ts"
import type { Body, CardComponent, Component, Header, TemplateDraft } from "../TemplateDraft.ts"
import { component } from "../TemplateDraft.ts"
import * as Limits from "../Limits.ts"
import * as Buttons from "./buttons.ts"
import * as FitFinding from "./FitFinding.ts"
import * as Values from "./values.ts"

type Given = typeof Filled.Type
type Parameters<T extends Given["type"]> = Extract<Given, { readonly type: T }>["parameters" &
  keyof Extract<Given, { readonly type: T }>]
type HeaderValue = Parameters<"header">[number]
type BodyValue = Parameters<"body">[number]

const ofType = <T extends Given["type"]>(given: ReadonlyArray<Given>, type: T) => {
  const isOfType = (one: Given): one is Extract<Given, { readonly type: T }> => one.type === type
  return given.filter(isOfType)
}

const valueOf = (value: HeaderValue | BodyValue): Values.Value => {
  switch (value.type) {
    case "text":
      return { type: value.type, name: value.parameter_name ?? null, shown: value.text }
    case "currency":
      return { type: value.type, name: null, shown: value.currency.fallback_value }
    case "date_time":
      return { type: value.type, name: null, shown: value.date_time.fallback_value }
    case "image":
    case "video":
    case "document":
    case "location":
    case "product":
      return { type: value.type, name: null, shown: null }
  }
}

const header = (place: string, wanted: Header | null, given: ReadonlyArray<HeaderValue>) => {
  if (wanted === null || wanted.format === "TEXT")
    return Values.fit(
      { component: place, text: wanted?.text ?? "", charactersMax: Limits.headerCharactersMax },
      given.map(valueOf)
    )
  // A GIF is sent as the video that it is.
  const kind = wanted.format === "GIF" ? "video" : wanted.format.toLowerCase()
  const [value] = given
  if (value === undefined) return [FitFinding.make("value-format", place, `the header needs a value of type ${kind}`)]
  return value.type === kind
    ? []
    : [FitFinding.make("value-format", place, `the header needs a value of type ${kind}, and got ${value.type}`)]
}

/** An authentication template has the platform's words around one code, whatever it is called. */
const codeText = "{{1}}"

const body = (template: TemplateDraft, place: string, wanted: Body | null, given: ReadonlyArray<BodyValue>) =>
  Values.fit(
    {
      component: place,
      text: wanted?.text ?? (template.category === "AUTHENTICATION" ? codeText : ""),
      charactersMax: Limits.bodyCharactersMaxAt(template, place)
    },
    given.map(valueOf)
  )

/** Header, body and buttons: of the template itself, or of one card. */
const parts = (
  template: TemplateDraft,
  prefix: string,
  wanted: ReadonlyArray<Component | CardComponent>,
  given: ReadonlyArray<Given>
): ReadonlyArray<FitFinding.FitFinding> => [
  ...header(
    `${prefix}header`,
    component(wanted, "HEADER"),
    ofType(given, "header").flatMap(({ parameters }) => parameters)
  ),
  ...body(
    template,
    `${prefix}body`,
    component(wanted, "BODY"),
    ofType(given, "body").flatMap(({ parameters }) => parameters)
  ),
  ...Buttons.fit(`${prefix}buttons`, component(wanted, "BUTTONS")?.buttons ?? [], ofType(given, "button"))
]

const carousel = (template: TemplateDraft, given: ReadonlyArray<Given>) => {
  const cards = component(template.components, "CAROUSEL")?.cards ?? []
  const filled = ofType(given, "carousel").flatMap((one) => one.cards)
  if (cards.length !== filled.length)
    return [
      FitFinding.make("values-count", "carousel", `${filled.length} cards, where the template has ${cards.length}`)
    ]
  return cards.flatMap((card, index) => {
    const place = `carousel.cards[${index}]`
    const one = filled.find(({ card_index }) => card_index === index)
    return one === undefined
      ? [FitFinding.make("values-count", place, "the card is not filled in")]
      : parts(template, `${place}.`, card.components, one.components)
  })
}

const offer = ({ components }: TemplateDraft, given: ReadonlyArray<Given>) => {
  const wanted = component(components, "LIMITED_TIME_OFFER")?.limited_time_offer.has_expiration === true ? 1 : 0
  const count = ofType(given, "limited_time_offer").length
  return wanted === count
    ? []
    : [
        FitFinding.make(
          "values-count",
          "limited_time_offer",
          `${count} times of expiry, where the template has ${wanted}`
        )
      ]
}

/** Whether what a message fills in fits a template, part by part. */
export const fit = (template: TemplateDraft, given: ReadonlyArray<Given>): ReadonlyArray<FitFinding.FitFinding> => [
  ...parts(template, "", template.components, given),
  ...carousel(template, given),
  ...offer(template, given)
]
