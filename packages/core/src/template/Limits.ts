import type { TemplateDraft } from "./TemplateDraft.ts"
import { component } from "./TemplateDraft.ts"

/** Lengths of a template's parts, in Unicode code points; they hold for the text that is submitted and for the hydrated one (CLOUD_API 3.7). */
export const headerCharactersMax = 60
const bodyCharactersMax = 1_024

/** A footer, in Unicode code points (CLOUD_API 3.7). */
export const footerCharactersMax = 60

/** What stands on a button, in Unicode code points (CLOUD_API 3.7). */
export const labelCharactersMax = 25

/** The address behind a button, in Unicode code points: of the draft, and with its variable filled in (CLOUD_API 3.7). */
export const urlCharactersMax = 2_000

/** The number that a button calls, in Unicode code points (CLOUD_API 3.7). */
export const phoneCharactersMax = 20
const codeCharactersMax = 20

/** A limited-time offer has less room, and so has a card of a carousel (Meta, limited-time offer and media card carousel templates). */
export const offerCharactersMax = 16
const offerBodyCharactersMax = 600
const offerCodeCharactersMax = 15
const cardBodyCharactersMax = 160

/** A carousel of one card is refused (Meta, media card carousel templates). */
export const cardsMin = 2

/** A carousel has room for no more cards than these. */
export const cardsMax = 10

/** Buttons on each card of a carousel; elsewhere it is `buttonsMax`. */
export const cardButtonsMax = 2

/** Minutes until a one-time code expires, as its footer states them. */
export const codeExpiryMinutesMin = 1

/** The longest that a one-time code may be good, in minutes. */
export const codeExpiryMinutesMax = 90

/** Emojis that a body may have before its review is at risk. */
export const bodyEmojisMax = 10

/** How many buttons a template has, and how many of the kinds that are limited. */
export const buttonsMax = 10

/** By the button's `type`; a kind that is absent is limited by `buttonsMax` alone (CLOUD_API 3.7). */
export const buttonsOfKindMax: Readonly<Partial<Record<string, number>>> = { URL: 2, PHONE_NUMBER: 1, COPY_CODE: 1 }

/** Variables in a header. */
export const headerVariablesMax = 1

/** Room of the body at a place: a card has less than the body above it, and a body under an offer less than others. */
export const bodyCharactersMaxAt = ({ components }: TemplateDraft, place: string): number => {
  if (place !== "body") return cardBodyCharactersMax
  return component(components, "LIMITED_TIME_OFFER") === null ? bodyCharactersMax : offerBodyCharactersMax
}

/** Room of a coupon code on a button. */
export const codeCharactersMaxOf = ({ components }: TemplateDraft): number =>
  component(components, "LIMITED_TIME_OFFER") === null ? codeCharactersMax : offerCodeCharactersMax
