import { problems, type ProblemCode } from './problem.ts';
import type { Routes } from './routes.ts';

/** What runs, with links to where it is explained. No service's name needs escaping: routes.ts saw to that. */
export function frontPage(routes: Routes): string {
  const services = Object.keys(routes.services)
    .map((name) => `<li><a href="/${name}/docs">${name}</a> · <a href="/${name}/v1/openapi.json">openapi.json</a> · <a href="/${name}/readyz">ready?</a></li>`)
    .join('\n');
  return page(
    'Fiksu',
    `<p>The platform on which a city runs its innovation districts. These services run here:</p>
<ul>
${services}
</ul>
<p>Tokens come from the development issuer: <a href="/idp/.well-known/openid-configuration">its discovery document</a>.</p>`,
  );
}

export function problemPage(code: ProblemCode): string {
  const { status, title, help } = problems[code];
  return page(`${title} (${status})`, `<p>${help}</p>\n<p>Code: <code>${code}</code></p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}
