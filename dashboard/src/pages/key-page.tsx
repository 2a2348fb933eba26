/** Asks for an API key when the gateway wants one. The key is kept for this tab and sent with every request. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { apiKey, setApiKey } from '../api/request.ts'
import { PageHead } from '../parts/page-head.tsx'
import { noteChange } from '../state/live.ts'

export function KeyPage(): VNode {
  const [key, setKey] = useState('')
  const isRefused = apiKey() !== null
  return (
    <>
      <PageHead title="API key" lead="This gateway answers to those who hold a key." />
      <form
        class="card key-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (key.trim() === '') return
          setApiKey(key.trim())
          noteChange()
        }}
      >
        <label class="field">
          <span>Key</span>
          <input
            type="password"
            autocomplete="off"
            spellcheck={false}
            aria-describedby="key-hint"
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>
        <p
          id="key-hint"
          class={isRefused ? 'field-error' : 'faint'}
          role={isRefused ? 'alert' : undefined}
        >
          {isRefused
            ? 'That key was refused: it may be mistyped or deleted.'
            : 'Made by loci keys create. It is kept for this tab only.'}
        </p>
        <button type="submit" class="button primary">
          Use this key
        </button>
      </form>
    </>
  )
}
