import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// What is installed by
//   python3 -m venv .venv-serve && .venv-serve/bin/pip install -r test/serve/requirements.txt

export const venv = fileURLToPath(new URL('../../../.venv-serve/bin/', import.meta.url))

/** Whether tests with these clients are left out: nowhere else than on a machine of one's own. */
export const isMissing = !existsSync(`${venv}schemathesis`) && !process.env.CI
export const whyNot = isMissing ? ' (left out: no .venv-serve, see test/serve/requirements.txt)' : ''
