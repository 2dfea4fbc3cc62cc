// The first file that runs, so it is plain JavaScript of the oldest Node that npm may have found, and says in one line
// what an `npm ci` with unusual options has left out. Everything else is TypeScript, which Node 24 runs as it stands.

function stopWith(line) {
  console.error(line);
  process.exit(1);
}

function isInstalled(name) {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}

for (const name of ['pg', 'fastify']) {
  if (!isInstalled(name)) stopWith('The packages are not installed: run "npm ci", then "npm start".');
}
if (process.features.typescript !== 'strip') {
  stopWith(
    `Fiksu needs Node 24 and this is ${process.version}. "npm ci" brings it along, but left it out this time: run "npm ci --include=optional", then "npm start".`,
  );
}
for (const name of ['nx/package.json', 'oidc-provider']) {
  if (!isInstalled(name)) {
    stopWith('Some packages are not installed (NODE_ENV=production or --omit=dev?): run "npm ci --include=dev", then "npm start".');
  }
}

await import('./src/main.ts');
