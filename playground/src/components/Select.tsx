/** A list to choose from, after its label: each value with what it is called. */
export function Select<T extends string | number>(props: {
  label: string
  value: T
  options: readonly (readonly [value: T, name: string])[]
  onChange(value: T): void
}) {
  const { label, value, options, onChange } = props
  return (
    <label>
      {label}{' '}
      <select
        value={value}
        onChange={(event) => options.forEach(([each], i) => i === event.target.selectedIndex && onChange(each))}
      >
        {options.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
