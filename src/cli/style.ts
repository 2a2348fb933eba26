/** Colours (ECMA-48 SGR) for people at a terminal, and none for anybody else. */

export interface Style {
  bold(text: string): string
  dim(text: string): string
  good(text: string): string
  bad(text: string): string
  warning(text: string): string
}

function paint(code: number, endCode: number): (text: string) => string {
  return (text) => `\u001b[${code}m${text}\u001b[${endCode}m`
}

const plain = (text: string): string => text

export const colourStyle: Style = {
  bold: paint(1, 22),
  dim: paint(2, 22),
  good: paint(32, 39),
  bad: paint(31, 39),
  warning: paint(33, 39),
}

export const plainStyle: Style = {
  bold: plain,
  dim: plain,
  good: plain,
  bad: plain,
  warning: plain,
}
