import { show } from '../../options.js'
import { Problem } from '../http/problem.js'
import type { ServedModel } from './servedModel.js'
import type { ServedModels } from './servedModels.js'

/**
 * The model that a request names.
 *
 * @throws {Problem} 404
 */
export function findModel(models: ServedModels, name?: string, version?: string): ServedModel {
  const found = models.find(name, version)
  if (found) return found
  const known = models.list().map(model => `${model.name}, version ${model.version}`)
  const wanted = [
    ...(name === undefined ? [] : [show(name)]),
    ...(version === undefined ? [] : [`version ${show(version)}`]),
  ]
  throw new Problem(404, `expected one of the models ${known.join('; ')}, received ${wanted.join(', ')}`)
}
