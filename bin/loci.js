#!/usr/bin/env node
// Parses on every Node since 10, so that an old one gets a sentence instead of a syntax error: no static import, no
// require, nothing newer than a promise. A checkout has src/ and runs it as it is; the published package has only dist/.

var nodeMajorMin = 24
// `exitCode` of NODE_TOO_OLD in src/errors.ts.
var nodeTooOldExitCode = 78

function fail(error) {
  process.stderr.write(`loci: ${error instanceof Error ? error.stack : error}\n`)
  process.exitCode = 70
}

function isAbsent(error) {
  return error.code === 'ERR_MODULE_NOT_FOUND' && /\/src\/cli\/main\.ts$/.test(String(error.url))
}

if (parseInt(process.versions.node, 10) < nodeMajorMin) {
  process.stderr.write(
    `NODE_TOO_OLD: Loci needs Node 24 or newer and this is Node ${process.versions.node}: install Node 24 (npm install node@24 also does).\n`,
  )
  process.exitCode = nodeTooOldExitCode
} else {
  import('../src/cli/main.ts')
    .catch((error) => {
      if (!isAbsent(error)) throw error
      return import('../dist/cli/main.js')
    })
    .then((main) => main.main())
    .catch(fail)
}
