interface FactTableProps {
  readonly rows: readonly (readonly [label: string, value: string | number])[]
  /** For tests: what the facts are about. */
  readonly of: string
}

/** Facts with their names, a row each. */
export function FactTable({ rows, of }: FactTableProps) {
  return (
    <table class="figures" data-facts={of}>
      <tbody>
        {rows.map(([label, value]) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
