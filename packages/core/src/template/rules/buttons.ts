import type { Button } from "../DraftButton.ts"
import { samples } from "../DraftButton.ts"
import * as Finding from "../Finding.ts"
import * as Limits from "../Limits.ts"
import * as Part from "../Part.ts"
import * as Variables from "../Variables.ts"
import type { Rule } from "./Context.ts"
import { tooLong } from "./tooLong.ts"

type Group = Part.Part<{ readonly buttons: ReadonlyArray<Button> }>

const kinds = ({ value }: Group): ReadonlyArray<string> => value.buttons.map(({ type }) => type)

const counts = (group: Group): ReadonlyArray<Finding.Finding> => {
  const all = kinds(group)
  const field = { component: group.place, text: all.join(", ") }
  if (all.length === 0) return [Finding.whole("buttons-empty", field, "the list of buttons is empty; leave it out")]
  return [
    ...(all.length > Limits.buttonsMax
      ? [Finding.whole("buttons-too-many", field, `${all.length} buttons, where at most ${Limits.buttonsMax} fit`)]
      : []),
    ...[...new Set(all)].flatMap((kind) => {
      const count = all.filter((other) => other === kind).length
      const most = Limits.buttonsOfKindMax[kind] ?? Limits.buttonsMax
      return count > most && most < Limits.buttonsMax
        ? [Finding.whole("buttons-of-kind", field, `${count} buttons of kind ${kind}, where at most ${most} may be`)]
        : []
    })
  ]
}

/** Quick replies stand together, before or after all others. */
const order = (group: Group): ReadonlyArray<Finding.Finding> => {
  const all = kinds(group)
  const runs = all.filter((kind, index) => kind === "QUICK_REPLY" && all[index - 1] !== "QUICK_REPLY").length
  const parted = runs > 1 || (runs === 1 && all[0] !== "QUICK_REPLY" && all.at(-1) !== "QUICK_REPLY")
  if (!parted) return []
  const sorted = [...all.filter((kind) => kind === "QUICK_REPLY"), ...all.filter((kind) => kind !== "QUICK_REPLY")]
  return [
    Finding.whole(
      "buttons-order",
      { component: group.place, text: all.join(", ") },
      "quick replies must stand together",
      sorted.join(", ")
    )
  ]
}

const label = ({ place, value }: Part.Part<Button>): ReadonlyArray<Finding.Finding> => {
  if (value.text === undefined) return []
  const field = { component: `${place}.text`, text: value.text }
  if (value.text.trim() === "") return [Finding.whole("button-label-empty", field, "the button has no label")]
  return [
    ...tooLong("button-label-too-long", field, Limits.labelCharactersMax),
    ...Variables.parse(value.text).map((variable) =>
      Finding.stretch("button-label-variable", field, variable, "a label has no variables", "")
    )
  ]
}

const address = /^https?:\/\/[^\s/?#{}]+/i

/** One variable at most, at the very end, and not in the host; it is the number 1 or a name. */
const url = (place: string, text: string): ReadonlyArray<Finding.Finding> => {
  const field = { component: `${place}.url`, text }
  const variables = Variables.parse(text)
  const wrong = variables.filter(
    (variable) =>
      variable._tag === "Malformed" ||
      (variable._tag === "Positional" && variable.number !== 1) ||
      variable.end !== text.length
  )
  return [
    ...(address.test(text)
      ? []
      : [
          Finding.whole(
            "button-url-format",
            field,
            "an address begins with https:// and a host",
            /^[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?$/.test(text) ? `https://${text}` : null
          )
        ]),
    ...tooLong("button-url-too-long", field, Limits.urlCharactersMax),
    ...wrong.map((variable) =>
      Finding.stretch("button-url-variable", field, variable, "an address has one variable, {{1}}, at its end")
    )
  ]
}

const phone = (place: string, text: string): ReadonlyArray<Finding.Finding> => {
  const field = { component: `${place}.phone_number`, text }
  const digits = text.replaceAll(/[\s().-]/g, "")
  return [
    ...(/^\+?\d{5,}$/.test(digits)
      ? []
      : [Finding.whole("button-phone-format", field, "a phone number has digits, and a + before them")]),
    ...tooLong("button-phone-too-long", field, Limits.phoneCharactersMax)
  ]
}

const own = ({ place, value }: Part.Part<Button>, codeCharactersMax: number): ReadonlyArray<Finding.Finding> => {
  switch (value.type) {
    case "URL":
      return url(place, value.url)
    case "PHONE_NUMBER":
      return phone(place, value.phone_number)
    case "COPY_CODE":
      return samples(value).flatMap((code) =>
        tooLong("button-code-too-long", { component: `${place}.example`, text: code }, codeCharactersMax)
      )
    case "QUICK_REPLY":
    case "OTP":
    case "FLOW":
    case "CATALOG":
    case "MPM":
    case "SPM":
    case "ORDER_DETAILS":
    case "VOICE_CALL":
      return []
  }
}

/** How many buttons, of which kinds, in what order, and what each may hold (TP-05). */
export const buttons: Rule = ({ draft }) =>
  Part.ofType(draft, "BUTTONS").flatMap((group) => [
    ...counts(group),
    ...order(group),
    ...Part.buttons(group).flatMap((button) => [...label(button), ...own(button, Limits.codeCharactersMaxOf(draft))])
  ])
