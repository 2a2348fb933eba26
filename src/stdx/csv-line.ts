/**
 * Fields of one line of CSV (RFC 4180 without line breaks inside quotes): quoted fields, doubled quotes, nothing trimmed inside them.
 *
 * A quote that is never closed is not a field: null, so that a damaged line is noticed by its reader.
 */

export function csvFields(line: string, separator = ','): string[] | null {
  if (!line.includes('"')) return line.split(separator)
  const fields: string[] = []
  for (let at = 0; at <= line.length; ) {
    if (line[at] !== '"') {
      const end = line.indexOf(separator, at)
      fields.push(line.slice(at, end === -1 ? line.length : end))
      if (end === -1) return fields
      at = end + 1
      continue
    }
    let text = ''
    let from = at + 1
    for (;;) {
      const quote = line.indexOf('"', from)
      if (quote === -1) return null
      text += line.slice(from, quote)
      if (line[quote + 1] !== '"') {
        at = quote + 1
        break
      }
      text += '"'
      from = quote + 2
    }
    fields.push(text)
    if (at >= line.length) return fields
    if (line[at] !== separator) return null
    at += 1
  }
  return fields
}
