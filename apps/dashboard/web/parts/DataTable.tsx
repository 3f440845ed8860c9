import type { ReactNode } from "react"

/** A column: its heading, what stands in it, and whether that is a number. */
export interface Column<Row> {
  readonly name: string
  readonly cell: (row: Row) => ReactNode
  readonly numeric?: boolean
  /** The column that names the row. */
  readonly heads?: boolean
}

interface Props<Row> {
  readonly caption: string
  /** Told where there are no rows. */
  readonly empty?: string
  readonly columns: ReadonlyArray<Column<Row>>
  readonly rows: ReadonlyArray<Row>
  readonly keyOf: (row: Row) => string
}

/** A table with its caption and headings, which scrolls by itself where it is too wide, also by keyboard. */
export const DataTable = <Row,>({ caption, columns, empty, keyOf, rows }: Props<Row>) => {
  if (rows.length === 0 && empty !== undefined) return <p className="quiet">{empty}</p>
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable without a mouse
    <div className="scrolls" role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, numeric }) => (
              <th key={name} scope="col" className={numeric ? "numeric" : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ cell, heads, name, numeric }) =>
                heads ? (
                  <th key={name} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={name} className={numeric ? "numeric" : undefined}>
                    {cell(row)}
                  </td>
                )
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
