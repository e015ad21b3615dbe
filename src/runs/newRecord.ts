import type { LoadedDataset } from '../data/sources/dataset.js'
import { networkFrom } from '../model/configuration.js'
import { countWeights } from '../model/summary.js'
import type { OpenedData } from '../node/openData.js'
import { packageVersion } from '../node/version.js'
import { describeEnvironment } from './environment.js'
import type { RunPlan, RunRecord } from './record.js'
import { FORMAT_VERSION } from './recordSchema.js'

/** The record of a run that begins. */
export async function newRecord(
  plan: RunPlan,
  files: LoadedDataset<never>['files'],
  { dataset, asIs }: Pick<OpenedData, 'dataset' | 'asIs'> = {},
): Promise<RunRecord> {
  const { name, preset, from, seed, command, model, options } = plan
  return {
    formatVersion: FORMAT_VERSION,
    version: packageVersion(),
    status: 'running',
    started: new Date().toISOString(),
    name,
    ...(preset && { preset }),
    ...(from && { from }),
    seed,
    command,
    model,
    options,
    environment: await describeEnvironment(),
    data: {
      digests: Object.fromEntries(files.map(({ name, sha256 }) => [name, sha256])),
      ...(dataset !== undefined && { dataset }),
      ...(asIs !== undefined && { asIs }),
    },
    parameters: countWeights(networkFrom(model).weights),
    history: [],
    test: null,
    seconds: null,
  }
}
