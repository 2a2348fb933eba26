/** Store health on demand: the chain recomputed, every derived table compared with it, the report. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { lociApi } from '../api/loci-api.ts'
import type { VerifyReport } from '../api-types.ts'
import { countOf } from '../logic/quantity.ts'
import { speak, tellError } from '../state/notices.ts'
import { ActionButton } from './action-button.tsx'
import { CopyButton } from './copy-button.tsx'
import { Icon } from './icon.tsx'

function Report({ report }: { readonly report: VerifyReport }): VNode {
  const { isSound, eventCount, headHash, problems } = report
  return (
    <div class={isSound ? 'verdict sound' : 'verdict broken'}>
      <p>
        <Icon name={isSound ? 'check' : 'purge'} />
        <strong>{isSound ? 'Sound' : countOf(problems.length, 'problem')}</strong>,{' '}
        {countOf(eventCount, 'event')} checked
      </p>
      {problems.length > 0 && (
        <ul class="problems">
          {problems.slice(0, 20).map(({ code, seq, message }) => (
            <li key={`${code} ${seq} ${message}`}>
              <code>{code}</code> {seq !== null && `at ${seq}: `}
              {message}
            </li>
          ))}
        </ul>
      )}
      <p class="faint head-hash">
        Head <code class="clip">{headHash}</code>
        <CopyButton text={headHash} what="head hash" />
      </p>
    </div>
  )
}

export function VerifyPanel(): VNode {
  const [report, setReport] = useState<VerifyReport | null>(null)
  const verify = async (): Promise<void> => {
    try {
      const found = await lociApi.verify()
      setReport(found)
      speak(
        found.isSound ? 'The store is sound' : `The store has ${found.problems.length} problems`,
      )
    } catch (error) {
      tellError(error)
    }
  }
  return (
    <div class="verify">
      <ActionButton icon="shield" run={verify}>
        Verify the store
      </ActionButton>
      {report !== null && <Report report={report} />}
    </div>
  )
}
