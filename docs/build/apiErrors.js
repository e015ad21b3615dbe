import { Converter } from 'typedoc'

/**
 * A plugin of typedoc: one list of what a function throws, with the class of each error, of which the Markdown would show the condition alone.
 *
 * @param {import('typedoc').Application} app
 */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, context => {
    for (const { comment } of Object.values(context.project.reflections)) {
      const thrown = comment?.getTags('@throws') ?? []
      if (thrown.length === 0) continue
      thrown[0].content = thrown.flatMap(({ typeAnnotation = '', content }) => [
        { kind: 'text', text: '\n- ' },
        { kind: 'code', text: `\`${typeAnnotation.replace(/[{}]/g, '')}\`` },
        { kind: 'text', text: ' ' },
        ...content,
      ])
      comment.blockTags = comment.blockTags.filter(tag => tag === thrown[0] || !thrown.includes(tag))
    }
  })
}
