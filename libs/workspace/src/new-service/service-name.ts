/** The word is also a database, a role, a NATS stream and a part of addresses and of event types. */
const word = /^[a-z][a-z0-9]*$/;

/** A database's name has at most 63 bytes, and tests add a hash to it. */
const lengthMax = 30;

/** Addresses of the gateway, and databases that PostgreSQL has of its own. */
const taken = ['idp', 'docs', 'healthz', 'readyz', 'metrics', 'postgres', 'template0', 'template1', 'public', 'fiksu'];

/** Why no service can be called this, or nothing where it can. */
export function whyNot(name: string, projects: readonly string[]): string | undefined {
  if (!word.test(name)) return `"${name}" is not one word in lower case, as the database, the address and the events need it`;
  if (name.length > lengthMax) return `"${name}" has more than ${lengthMax} characters`;
  if (taken.includes(name)) return `"${name}" already means something in the platform`;
  if (projects.includes(name)) return `there is a project "${name}" already`;
  return undefined;
}
