/** Milliseconds of the machine's monotonic clock, with their fractions: the same in every thread and process of it. */
export const nowMillis = (): number => Number(process.hrtime.bigint()) / 1e6
