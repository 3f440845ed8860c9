import type { Button } from "../DraftButton.ts"
import * as Finding from "../Finding.ts"
import * as Limits from "../Limits.ts"
import * as Part from "../Part.ts"
import type { Component } from "../TemplateDraft.ts"
import type { Rule } from "./Context.ts"

/**
 * Templates of category AUTHENTICATION (TP-05; Meta, authentication templates): the platform writes them, and the author only chooses a
 * warning, an expiry and one button that hands the code over. Such a button has no place anywhere else.
 */

type OneTimeCode = Extract<Button, { readonly type: "OTP" }>

const theirs: ReadonlySet<Component["type"]> = new Set<Component["type"]>(["BODY", "FOOTER", "BUTTONS"])

const parts: Rule = ({ draft }) =>
  draft.components.flatMap((component): ReadonlyArray<Finding.Finding> => {
    const place = component.type.toLowerCase()
    if (component.type === "HEADER")
      return [
        Finding.whole(
          "header-category",
          { component: place, text: component.text ?? component.format },
          "an authentication template has no header"
        )
      ]
    if (!theirs.has(component.type))
      return [
        Finding.whole(
          "authentication-parts",
          { component: place, text: component.type },
          "an authentication template has a body, a footer and one button alone"
        )
      ]
    return (component.type === "BODY" || component.type === "FOOTER") && component.text !== undefined
      ? [
          Finding.whole(
            "authentication-parts",
            { component: place, text: component.text },
            "the platform writes the text itself; leave it out"
          )
        ]
      : []
  })

const expiry: Rule = ({ draft }) =>
  Part.ofType(draft, "FOOTER").flatMap(({ place, value: { code_expiration_minutes: minutes } }) => {
    const { codeExpiryMinutesMax: max, codeExpiryMinutesMin: min } = Limits
    return minutes === undefined || (Number.isInteger(minutes) && minutes >= min && minutes <= max)
      ? []
      : [
          Finding.whole(
            "authentication-expiry",
            { component: `${place}.code_expiration_minutes`, text: String(minutes) },
            `a code expires after ${min} to ${max} whole minutes`
          )
        ]
  })

const namesApp = ({ package_name, signature_hash, supported_apps }: OneTimeCode): boolean =>
  (supported_apps !== undefined && supported_apps.length > 0) ||
  (package_name !== undefined && signature_hash !== undefined)

/** A code that fills itself in goes to an app, which must be named; one that does so unseen takes the business's word for it. */
const app = ({ place, value }: Part.Part<OneTimeCode>): ReadonlyArray<Finding.Finding> => {
  const field = { component: place, text: value.otp_type }
  if (value.otp_type === "COPY_CODE") return []
  return [
    ...(namesApp(value)
      ? []
      : [
          Finding.whole("authentication-app", field, "name the app in supported_apps: package_name and signature_hash")
        ]),
    ...(value.otp_type === "ZERO_TAP" && value.zero_tap_terms_accepted !== true
      ? [Finding.whole("authentication-app", field, "zero_tap_terms_accepted must be true")]
      : [])
  ]
}

const isOneTimeCode = (part: Part.Part<Button>): part is Part.Part<OneTimeCode> => part.value.type === "OTP"

const button: Rule = ({ draft }) => {
  const all = Part.ofType(draft, "BUTTONS").flatMap(Part.buttons)
  const [first, ...others] = all
  return first !== undefined && others.length === 0 && isOneTimeCode(first)
    ? app(first)
    : [
        Finding.whole(
          "authentication-button",
          { component: "buttons", text: all.map(({ value }) => value.type).join(", ") },
          "an authentication template has one button, of type OTP"
        )
      ]
}

const strayed: Rule = ({ draft }) =>
  Part.ofType(draft, "BUTTONS")
    .flatMap(Part.buttons)
    .filter(isOneTimeCode)
    .map(({ place }) =>
      Finding.whole(
        "authentication-button",
        { component: place, text: "OTP" },
        "a one-time code is for AUTHENTICATION alone"
      )
    )

/** What an authentication template may have, and no other. */
export const authentication: Rule = (context) =>
  (context.draft.category === "AUTHENTICATION" ? [parts, expiry, button] : [strayed]).flatMap((rule) => rule(context))
