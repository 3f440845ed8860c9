import type * as Contest from "./Contest.ts"

const perSecond = new Intl.NumberFormat("en", { maximumFractionDigits: 0 })
const ratio = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)}x`

const verdict = ({ floor, holds }: Contest.PeerResult): string =>
  floor === null ? "" : `floor ${floor}x ${holds ? "holds" : "BROKEN"}`

/** A contest as an aligned table for people. */
export const table = ({ peers, subject, title, unit }: Contest.Result): string => {
  const rows = [
    [subject.name, perSecond.format(subject.perSecond), "", ""],
    ...peers.map((peer) => [
      peer.name,
      perSecond.format(peer.perSecond),
      `${ratio(peer.ratio)} (${ratio(peer.ratioLow)} to ${ratio(peer.ratioHigh)})`,
      verdict(peer)
    ])
  ]
  const head = [title, unit, `${subject.name} is`, ""]
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (row: ReadonlyArray<string>): string =>
    row
      .map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd()
  return [head, ...rows].map(line).join("\n")
}
