import * as Finding from "../Finding.ts"
import { languages } from "../words/languages.ts"
import type { Rule } from "./Context.ts"

const nameCharactersMax = 512

/** A name that the platform takes, made from one that it does not. */
const slug = (name: string): string | null => {
  const made = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9_]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, nameCharactersMax)
  return made === "" ? null : made
}

const name: Rule = ({ draft }) => {
  const field = { component: "name", text: draft.name }
  return [
    ...(/^[a-z0-9_]+$/.test(draft.name)
      ? []
      : [Finding.whole("name-format", field, "a name has small letters, digits and underscores", slug(draft.name))]),
    ...(Finding.codePoints(draft.name) > nameCharactersMax
      ? [Finding.whole("name-too-long", field, `a name has at most ${nameCharactersMax} characters`, slug(draft.name))]
      : [])
  ]
}

/** `EN-us` as `en_US`. */
const canonical = (code: string): string => {
  const [base = "", country] = code.replaceAll("-", "_").split("_")
  return country === undefined ? base.toLowerCase() : `${base.toLowerCase()}_${country.toUpperCase()}`
}

const known = (code: string): string | null => {
  const [base = ""] = code.split("_")
  return [code, base].find((candidate) => languages.has(candidate)) ?? null
}

const language: Rule = ({ draft }) => {
  const field = { component: "language", text: draft.language }
  const suggestion = known(canonical(draft.language))
  if (!/^[a-z]{2,3}(?:_[A-Z]{2})?$/.test(draft.language))
    return [Finding.whole("language-format", field, "a language is written as en or en_US", suggestion)]
  return languages.has(draft.language)
    ? []
    : [Finding.whole("language-unknown", field, "not a language that the platform is known to take", suggestion)]
}

/** Name and language (TP-05). */
export const identity: Rule = (context) => [...name(context), ...language(context)]
