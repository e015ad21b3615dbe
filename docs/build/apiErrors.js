import { Converter } from 'typedoc'

/**
 * A plugin of typedoc: says which class of error a function throws, of which the Markdown would show the condition alone.
 *
 * @param {import('typedoc').Application} app
 */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, context => {
    for (const { comment } of Object.values(context.project.reflections))
      for (const { tag, typeAnnotation, content } of comment?.blockTags ?? [])
        if (tag === '@throws' && typeAnnotation)
          content.unshift({ kind: 'code', text: `\`${typeAnnotation.replace(/[{}]/g, '')}\`` }, { kind: 'text', text: ' ' })
  })
}
