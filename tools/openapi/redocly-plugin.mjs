import { readFileSync } from 'node:fs';

/** @type {{ service: string, path: string, under?: string }[]} */
const contract = JSON.parse(readFileSync(new URL('../../docs/contract.json', import.meta.url), 'utf8'));
const promised = new Set(contract.map(({ service, path, under = `/${service}/v1` }) => withoutNames(under + path)));

/**
 * Redocly's `no-ambiguous-paths`, less the pairs that the contract itself promises: `/needs/receipts/{secret}` beside
 * `/needs/{id}/history`. The word wins there, and no id is a word, so no client ever meets the ambiguity.
 */
function NoAmbiguityOfOurOwn() {
  return {
    Paths(paths, { report, location }) {
      const seen = [];
      for (const path of Object.keys(paths)) {
        const other = seen.find((each) => areAmbiguous(each, path));
        if (other)
          report({
            message: `\`${path}\` and \`${other}\` may both match one request, and the contract does not ask for both.`,
            location: location.child([path]).key(),
          });
        seen.push(path);
      }
    },
  };
}

function areAmbiguous(a, b) {
  if (promised.has(withoutNames(a)) && promised.has(withoutNames(b))) return false;
  const [left, right] = [a.split('/'), b.split('/')];
  const parameters = (parts) => parts.filter(isParameter).length;
  return (
    left.length === right.length &&
    parameters(left) === parameters(right) &&
    left.every((part, place) => isParameter(part) || isParameter(right[place]) || part === right[place])
  );
}

function isParameter(part) {
  return part.startsWith('{');
}

function withoutNames(path) {
  return path.replace(/\{[^}]*\}/g, '{}');
}

export default () => ({ id: 'fiksu', rules: { oas3: { 'no-ambiguity-of-our-own': NoAmbiguityOfOurOwn } } });
