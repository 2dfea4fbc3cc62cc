/**
 * Lints texts as if they stood at the given places of this repository, and the repository itself, by the boundary rules:
 * `boundaries.spec.ts` starts this as a process of its own, because ESLint, its plugins and Nx keep their state in globals.
 * It takes `[{ file, text }]` and answers the rules that each text breaks; without samples, those that the tree breaks.
 */
import { text as readText } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

export interface Sample {
  file: string;
  text: string;
}

export interface Broken {
  file: string;
  rules: string[];
}

const root = fileURLToPath(new URL('../../', import.meta.url));
process.chdir(root);

// The samples are no files, so the type checker cannot know them; the boundary rules do not ask it.
const withoutTypes = {
  languageOptions: { parserOptions: { projectService: false } },
  rules: { '@typescript-eslint/no-floating-promises': 'off' as const },
};
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [{ files: ['**/*.ts'], ...withoutTypes }],
  ruleFilter: ({ ruleId }) => /^(@nx\/|fiksu\/|no-restricted-|max-lines)/.test(ruleId),
});

const samples = JSON.parse(await readText(process.stdin)) as Sample[];
const results =
  samples.length > 0
    ? await Promise.all(
        samples.map(async ({ file, text }) => (await eslint.lintText(text, { filePath: file })).map((result) => ({ ...result, filePath: file }))),
      )
    : [await eslint.lintFiles(['apps', 'libs'])];

const broken: Broken[] = results.flat().map(({ filePath, messages }) => ({
  file: filePath.replace(root, ''),
  rules: messages.map(({ ruleId, messageId, message }) => (ruleId ? `${ruleId}${messageId ? `: ${messageId}` : ''}` : message)),
}));
console.log(JSON.stringify(samples.length > 0 ? broken : broken.filter(({ rules }) => rules.length > 0)));
