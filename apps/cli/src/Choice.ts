import * as Args from "@effect/cli/Args"
import { Array } from "effect"

/** An argument that is one of some words, and is that word. */
export const arg = <const Words extends readonly [string, ...ReadonlyArray<string>]>(name: string, words: Words) =>
  Args.choice<Words[number]>(
    Array.map(words, (word): [string, Words[number]] => [word, word]),
    { name }
  )
