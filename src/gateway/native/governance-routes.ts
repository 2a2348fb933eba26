/** Native routes of governance. Each is one call of `memory.governance`, which is held to the caller's key; nothing is decided here. */

import { lineStream } from '../line-stream.ts'
import { type Route, route } from '../route.ts'
import { receiptAnswer } from './answer-schemas.ts'
import * as schemas from './governance-schemas.ts'
import { scopeOfQuery } from './schemas.ts'

const scopeErrors = ['SCOPE_MISSING', 'SCOPE_INVALID', 'FORBIDDEN'] as const
const writeErrors = ['STORE_BUSY', 'STORE_FULL', 'STORE_WRITE_FAILED', 'MEMORY_CHANGED'] as const
const keptErrors = ['MEMORY_HELD', 'MEMORY_PROTECTED'] as const
const access = 'administrator'

const forget = route({
  method: 'POST',
  path: '/api/governance/forget',
  summary: 'Erases everything that is kept of a scope for good, and certifies it.',
  errors: [...scopeErrors, 'MEMORY_NOT_FOUND', 'MEMORY_CITED', ...keptErrors, ...writeErrors],
  body: schemas.forgetPersonSchema,
  answer: schemas.certificateAnswer,
  handle: ({ memory, body: { scope, ...input } }) => memory.governance.forgetPerson(scope, input),
})

const certificates = route({
  method: 'GET',
  path: '/api/governance/certificates',
  summary: 'Forgetting certificates, newest first; of a scope when one is named.',
  errors: ['SCOPE_INVALID'],
  query: schemas.certificatesQuery,
  answer: schemas.certificatesAnswer,
  handle: async ({ memory, query }) => ({
    certificates: await memory.governance.certificates(scopeOfQuery(query.scope).scope),
  }),
})

const certificate = route({
  method: 'GET',
  path: '/api/governance/certificates/:id',
  summary: 'One forgetting certificate.',
  errors: ['MEMORY_NOT_FOUND'],
  answer: schemas.certificateAnswer,
  handle: ({ memory, params }) => memory.governance.certificate(params.id!),
})

const verify = route({
  method: 'POST',
  path: '/api/governance/certificates/:id/verify',
  summary: 'Whether the log is whole, says what the certificate says, and nothing has come back.',
  errors: ['MEMORY_NOT_FOUND'],
  answer: schemas.certificateReportAnswer,
  handle: ({ memory, params }) => memory.governance.verifyCertificate(params.id!),
})

const residues = route({
  method: 'POST',
  path: '/api/governance/residues',
  summary: 'Searches every table and the files of the store for content that must be gone.',
  access,
  errors: ['FORBIDDEN'],
  body: schemas.residuesSchema,
  answer: schemas.residuesAnswer,
  handle: ({ memory, body }) => memory.governance.residues(body),
})

const holds = route({
  method: 'GET',
  path: '/api/governance/holds',
  summary: 'Scopes under a legal hold.',
  access,
  errors: ['FORBIDDEN'],
  answer: schemas.holdsAnswer,
  handle: async ({ memory }) => ({ holds: await memory.governance.holds() }),
})

const hold = route({
  method: 'POST',
  path: '/api/governance/holds',
  summary: 'Freezes a scope: nothing that is there may be changed or go.',
  access,
  errors: [...scopeErrors, ...writeErrors],
  body: schemas.holdSchema,
  answer: schemas.holdAnswer,
  handle: ({ memory, body }) => memory.governance.hold(body.scope, body.reason, body.actor),
})

const release = route({
  method: 'POST',
  path: '/api/governance/holds/:id/release',
  summary: 'Ends a legal hold.',
  access,
  errors: ['FORBIDDEN', 'MEMORY_NOT_FOUND', ...writeErrors],
  body: schemas.releaseSchema,
  answer: schemas.holdAnswer,
  handle: ({ memory, params, body }) =>
    memory.governance.release(params.id!, body.reason, body.actor),
})

const sweep = route({
  method: 'POST',
  path: '/api/governance/sweep',
  summary: 'Moves what is past its time to the trash, and purges what lay there too long.',
  errors: [...scopeErrors, ...writeErrors],
  body: schemas.sweepSchema,
  answer: schemas.sweepAnswer,
  handle: ({ memory, body }) => memory.governance.sweep(body),
})

const setAccess = route({
  method: 'POST',
  path: '/api/governance/access',
  summary:
    'Says who may see and change memories, by the names of keys; null: whoever may touch the scope.',
  errors: ['MEMORY_NOT_FOUND', 'FORBIDDEN', ...keptErrors, ...writeErrors],
  body: schemas.accessSchema,
  answer: receiptAnswer,
  handle: ({ memory, body: { ids, policy, actor } }) =>
    memory.governance.setAccess(ids, policy, actor === undefined ? {} : { actor }),
})

const audit = route({
  method: 'GET',
  path: '/api/governance/audit',
  summary: 'The log as JSON lines that can be checked without Loci; without content unless asked.',
  errors: scopeErrors,
  query: schemas.auditQuery,
  answerType: 'application/x-ndjson',
  handle: async ({ memory, query: { scope, from, to, content } }) => {
    const input = { ...scopeOfQuery(scope), from, to, hasContent: content === 'true' }
    const lines = memory.governance.audit(input)[Symbol.asyncIterator]()
    // Asked first, so that what is refused is an error and not an empty file.
    const first = await lines.next()
    async function* all(): AsyncGenerator<string> {
      if (first.done !== true) yield first.value
      for (let step = await lines.next(); step.done !== true; step = await lines.next()) {
        yield step.value
      }
    }
    return new Response(lineStream(all()), {
      headers: {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'content-disposition': 'attachment; filename="loci-audit.jsonl"',
      },
    })
  },
})

const coverage = route({
  method: 'GET',
  path: '/api/coverage',
  summary:
    'What a scope’s memory is made of: form, function, how it came to be, and who controls it.',
  errors: scopeErrors,
  query: schemas.coverageQuery,
  answer: schemas.coverageAnswer,
  handle: ({ memory, query }) => memory.governance.coverage(scopeOfQuery(query.scope).scope!),
})

export const governanceRoutes: readonly Route[] = [
  forget,
  certificates,
  certificate,
  verify,
  residues,
  holds,
  hold,
  release,
  sweep,
  setAccess,
  audit,
  coverage,
]
