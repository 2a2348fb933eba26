/** One forgetting certificate: what was removed from where, its place in the chain, and whether it still verifies. */

import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { governanceApi } from '../api/governance-api.ts'
import type { Certificate, CertificateReport, Counts } from '../governance-types.ts'
import { formatMoment } from '../logic/moment.ts'
import { countOf, formatCount } from '../logic/quantity.ts'
import { scopeKey } from '../logic/scope-key.ts'
import { speak, tellError } from '../state/notices.ts'
import { ActionButton } from './action-button.tsx'
import { CopyButton } from './copy-button.tsx'
import { Icon } from './icon.tsx'

/** `31 turns, 4 derived`. */
function countsWords(counts: Counts): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0)
  if (parts.length === 0) return 'nothing'
  return parts.map(([name, count]) => `${formatCount(count)} ${name}`).join(', ')
}

function Facts({ certificate }: { readonly certificate: Certificate }): VNode {
  const { removed, tables, beside, afterPosition, position } = certificate
  const facts: readonly (readonly [string, string])[] = [
    ['Removed, by kind', countsWords(removed.kind)],
    ['By level', countsWords(removed.level)],
    ['By form', countsWords(removed.form)],
    ['From tables and indexes', countsWords(tables)],
    ['Beside the log', countsWords(beside)],
    ['In the log', `${formatCount(afterPosition + 1)} to ${formatCount(position)}`],
  ]
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="break">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Verdict({ report }: { readonly report: CertificateReport }): VNode {
  const { isValid, problems, idCount, since } = report
  const isBack = Object.values(since).some((count) => count > 0)
  return (
    <div class={isValid ? 'verdict sound' : 'verdict broken'}>
      <p>
        <Icon name={isValid ? 'check' : 'purge'} />
        <strong>{isValid ? 'Valid' : countOf(problems.length, 'problem')}</strong>,{' '}
        {countOf(idCount, 'purge')} checked against the chain
      </p>
      {problems.length > 0 && (
        <ul class="problems">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      {isBack && <p class="remark">Remembered for this scope since: {countsWords(since)}.</p>}
    </div>
  )
}

export function CertificateItem({ certificate }: { readonly certificate: Certificate }): VNode {
  const [report, setReport] = useState<CertificateReport | null>(null)
  const { id, status, scope, reason, begunAtMs, issuedAtMs, hashAfter, idCount } = certificate
  const verify = async (): Promise<void> => {
    try {
      const found = await governanceApi.verifyCertificate(id)
      setReport(found)
      speak(found.isValid ? 'The certificate is valid' : 'The certificate is not valid')
    } catch (error) {
      tellError(error)
    }
  }
  return (
    <li class="governed">
      <p class="governed-head">
        <span class={`badge certificate-${status}`}>{status}</span>
        <strong class="break">
          <code>{scopeKey(scope)}</code>
        </strong>
        <span>{countOf(idCount, 'record')}</span>
        <span class="faint">{formatMoment(issuedAtMs ?? begunAtMs)}</span>
      </p>
      <p class="break">{reason}</p>
      <Facts certificate={certificate} />
      {hashAfter !== null && (
        <p class="faint head-hash">
          Chain <code class="clip">{hashAfter}</code>
          <CopyButton text={hashAfter} what="chain hash" />
        </p>
      )}
      <div class="verify">
        <ActionButton look="small" icon="shield" run={verify}>
          Verify
        </ActionButton>
        {report !== null && <Verdict report={report} />}
      </div>
    </li>
  )
}
