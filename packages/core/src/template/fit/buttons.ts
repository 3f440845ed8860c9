import type { Component } from "../../message/template/Components.ts"
import type { Button } from "../DraftButton.ts"
import { codePoints } from "../Finding.ts"
import * as Limits from "../Limits.ts"
import * as Variables from "../Variables.ts"
import * as FitFinding from "./FitFinding.ts"

/** A button as a message fills it in. */
export type Given = Extract<typeof Component.Type, { readonly type: "button" }>

/** How a message names a button of each kind (null: never), and whether it has to. */
const kinds: Readonly<Record<Button["type"], readonly [subType: Given["sub_type"] | null, required: boolean]>> = {
  QUICK_REPLY: ["quick_reply", false],
  URL: ["url", false],
  PHONE_NUMBER: [null, false],
  COPY_CODE: ["copy_code", true],
  // A one-time code is given as the variable of an address, whichever way it is handed over.
  OTP: ["url", true],
  FLOW: ["flow", false],
  CATALOG: ["catalog", false],
  MPM: ["mpm", true],
  SPM: ["spm", false],
  ORDER_DETAILS: ["order_details", true],
  VOICE_CALL: ["voice_call", false]
}

const hasVariable = (button: Button): boolean => button.type === "URL" && Variables.parse(button.url).length > 0

/** A value stands in an address as it is given, so that a blank or a letter beyond ASCII would break it. */
const encoded = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/

const address = (component: string, url: string, value: string): ReadonlyArray<FitFinding.FitFinding> => {
  if (!encoded.test(value))
    return [
      FitFinding.make(
        "value-not-encoded",
        component,
        "the value must be percent-encoded",
        encodeURIComponent(value.toWellFormed())
      )
    ]
  const length = codePoints(Variables.hydrate(url, () => value))
  return length > Limits.urlCharactersMax
    ? [
        FitFinding.make(
          "text-too-long",
          component,
          `the address has ${length} characters, where ${Limits.urlCharactersMax} fit`
        )
      ]
    : []
}

const filled = (component: string, button: Button, given: Given): ReadonlyArray<FitFinding.FitFinding> => {
  const [subType] = kinds[button.type]
  if (given.sub_type !== subType)
    return [
      FitFinding.make(
        "button-kind",
        component,
        `the template's button is ${button.type}, and not ${given.sub_type}`,
        subType
      )
    ]
  if (button.type === "URL" && !hasVariable(button))
    return [FitFinding.make("values-count", component, "1 value, where the button's address has no variable")]
  return (given.parameters ?? []).flatMap((value) =>
    button.type === "URL" && value.type === "text" ? address(component, button.url, value.text) : []
  )
}

/** Whether the buttons that a message fills in are the template's, and every one that needs a value has it. */
export const fit = (
  place: string,
  buttons: ReadonlyArray<Button>,
  given: ReadonlyArray<Given>
): ReadonlyArray<FitFinding.FitFinding> => [
  ...given.flatMap((one) =>
    Number(one.index) < buttons.length
      ? []
      : [FitFinding.make("values-count", `${place}[${one.index}]`, `the template has ${buttons.length} buttons`)]
  ),
  ...buttons.flatMap((button, index) => {
    const component = `${place}[${index}]`
    const one = given.find((candidate) => Number(candidate.index) === index)
    if (one !== undefined) return filled(component, button, one)
    return kinds[button.type][1] || hasVariable(button)
      ? [FitFinding.make("values-count", component, "no value, where the button needs one")]
      : []
  })
]
