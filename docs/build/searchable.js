/**
 * What the search knows of a page: all of it; of a page of the API, of which there are hundreds, its name and what it is.
 *
 * @param {string} source Markdown
 */
export function searchableOf(source, env, markdown) {
  const isApi = env.relativePath.startsWith('reference/api/')
  return markdown.render(isApi ? source.split('\n## ')[0] : source, env)
}
