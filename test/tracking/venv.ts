import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// TensorBoard and MLflow themselves are installed by
//   python3 -m venv .venv-tracking && .venv-tracking/bin/pip install -r test/tracking/requirements.txt

export const venv = fileURLToPath(new URL('../../.venv-tracking/bin/', import.meta.url))
export const isMissing = !existsSync(join(venv, 'python')) && !process.env.CI
export const whyNot = isMissing ? ' (left out: no .venv-tracking, see test/tracking/requirements.txt)' : ''
