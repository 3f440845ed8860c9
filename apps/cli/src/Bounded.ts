import * as Options from "@effect/cli/Options"
import { Option } from "effect"

/** Options with bounds. What is out of them is told in one line with the bounds, and not as the tree of a schema. */

const within = (name: string, least: number, most: number, what: string) =>
  Options.filterMap<number, number>(
    (value) => (value >= least && value <= most ? Option.some(value) : Option.none()),
    `--${name} takes ${what} from ${least} to ${most}`
  )

/** A whole number from `least` to `most`. */
export const integer = (name: string, least: number, most: number): Options.Options<number> =>
  Options.integer(name).pipe(within(name, least, most, "a whole number"))

/** A share: 0 to 1. */
export const share = (name: string): Options.Options<number> => Options.float(name).pipe(within(name, 0, 1, "a share"))

/** A number above 0, and no more than `most`. */
export const positive = (name: string, most: number): Options.Options<number> =>
  Options.float(name).pipe(
    Options.filterMap(
      (value) => (value > 0 && value <= most ? Option.some(value) : Option.none()),
      `--${name} takes a number above 0, and up to ${most}`
    )
  )
