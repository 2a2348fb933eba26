/**
 * The keyboard and the state of a combobox (ARIA pattern): what is typed, which option is active, and when a choice is made.
 *
 * Arrows move, Enter takes, Escape gives up; leaving takes a typed text that reads as a choice and drops one that does not.
 */

import { useState } from 'preact/hooks'

export interface ComboboxOptions {
  readonly value: string
  /** What is offered for a typed text. */
  readonly offer: (typed: string) => readonly string[]
  /** The choice that a typed text stands for; null when it is none. */
  readonly read: (typed: string) => string | null
  readonly onChoose: (value: string) => void
}

export interface Combobox {
  /** What the box shows. */
  readonly text: string
  readonly options: readonly string[]
  readonly isOpen: boolean
  /** Index of the active option; -1 for none. */
  readonly active: number
  readonly isWrong: boolean
  readonly open: () => void
  readonly type: (text: string) => void
  readonly take: (value: string) => void
  readonly press: (event: KeyboardEvent) => void
  readonly leave: () => void
}

export function useCombobox({ value, offer, read, onChoose }: ComboboxOptions): Combobox {
  const [typed, setTyped] = useState<string | null>(null)
  const [active, setActive] = useState(-1)
  const [isWrong, setWrong] = useState(false)
  const text = typed ?? value
  const options = offer(text)
  // A list of what is typed already would only cover what comes next.
  const isComplete = typed !== value && options.length === 1 && options[0] === typed
  const isOpen = typed !== null && options.length > 0 && !isComplete

  const close = (): void => {
    setTyped(null)
    setActive(-1)
    setWrong(false)
  }
  const take = (choice: string): void => {
    close()
    if (choice !== value) onChoose(choice)
  }
  const enter = (): void => {
    const choice = options[active] ?? read(text) ?? (options.length === 1 ? options[0] : undefined)
    if (choice === undefined) setWrong(true)
    else take(choice)
  }
  const move = (step: 1 | -1): void => {
    if (typed === null) setTyped(value)
    const from = active === -1 && step === -1 ? 0 : active
    setActive((from + step + options.length) % Math.max(1, options.length))
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else if (event.key === 'Enter') enter()
    else if (event.key === 'Escape' && typed !== null) close()
    else return
    event.preventDefault()
  }
  return {
    text,
    options,
    isOpen,
    active: isOpen ? active : -1,
    isWrong,
    open: () => setTyped((old) => old ?? value),
    type: (next) => {
      setTyped(next)
      setActive(-1)
      setWrong(false)
    },
    take,
    press,
    leave: () => {
      const choice = typed === null ? null : read(typed)
      if (choice === null) close()
      else take(choice)
    },
  }
}
