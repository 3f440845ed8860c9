import { type Layer, Logger } from "effect"

/**
 * Runs of 8 to 15 digits that stand alone: what a phone number looks like wherever it turns up. Ids (hex, with hyphens), codes and
 * times are written otherwise and stay.
 */
const numbers = /(?<![0-9A-Za-z-])\+?[0-9]{8,15}(?![0-9A-Za-z-])/g

/**
 * One JSON object a line, without anything that could be a phone number.
 *
 * Log statements name no numbers and no contents; the redaction is for what nobody wrote on purpose: the text of a defect.
 */
export const lines: Logger.Logger<unknown, string> = Logger.map(Logger.jsonLogger, (line) =>
  line.replaceAll(numbers, "[number]")
)

/** The log on standard output. */
export const layer: Layer.Layer<never> = Logger.replace(Logger.defaultLogger, Logger.withConsoleLog(lines))
