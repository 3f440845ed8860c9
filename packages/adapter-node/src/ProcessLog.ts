import { Layer, Logger, type LogLevel } from "effect"
import * as NumberMask from "./NumberMask.ts"

/**
 * One JSON object a line, without anything that could be a phone number (docs/threat-model.md, TM-10).
 *
 * Log statements name no numbers and no contents; the mask is for what nobody wrote on purpose: the text of a defect, a database's words about a row, a
 * platform's name of a message.
 */
export const lines: Logger.Logger<unknown, string> = Logger.map(Logger.jsonLogger, (line) =>
  // Not over the written line: a number without quotes would leave one that is no JSON, and a number behind a written line break would pass for a word.
  JSON.stringify(NumberMask.maskValue(JSON.parse(line)))
)

/** The log of a process on its standard output: the same for the server and the worker, so that one pattern reads both. */
export const layer = (least: LogLevel.LogLevel): Layer.Layer<never> =>
  Layer.merge(Logger.replace(Logger.defaultLogger, Logger.withConsoleLog(lines)), Logger.minimumLogLevel(least))
