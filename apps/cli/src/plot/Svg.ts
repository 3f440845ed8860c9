/** What every picture is drawn with. */

/** Told apart in print and by people who see no red or green; text on paper has a contrast of 4.5 and more. */
export const colours = {
  paper: "#ffffff",
  ink: "#1f2933",
  quiet: "#5f6c7b",
  grid: "#e4e7eb",
  limit: "#c0392b",
  line: "#1769aa",
  fill: "#d6e6f5"
}

/** A place in a picture, to a tenth. */
export const coordinate = (value: number): string => String(Math.round(value * 10) / 10)

/** Text as XML takes it; characters that XML has no place for are left out. */
export const escaped = (text: string): string =>
  text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")

/** A whole picture on paper; `title` is what a screen reader reads. Empty parts are left out. */
export const document = (
  { height, title, width }: { readonly width: number; readonly height: number; readonly title: string },
  parts: ReadonlyArray<string>
): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${colours.paper}" rx="8"/>`,
    ...parts.filter((part) => part !== ""),
    "</svg>",
    ""
  ].join("\n")
