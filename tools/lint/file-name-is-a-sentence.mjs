/** Names that say where code was put, not what it is about: nobody finds anything in `utils.ts`. */
const sayingNothing = /(^|\.)(service|services|util|utils|helper|helpers|common|misc|shared)\.(ts|mjs)$/;

/** @type {import('eslint').Rule.RuleModule} */
export default {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { nothing: '"{{name}}" says nothing about what is in it: name the act (score-application.ts) or the noun (application.ts)' },
  },
  create(context) {
    const name = context.filename.replace(/^.*[/\\]/, '');
    return {
      Program(node) {
        if (sayingNothing.test(name)) context.report({ node, loc: { line: 1, column: 0 }, messageId: 'nothing', data: { name } });
      },
    };
  },
};
