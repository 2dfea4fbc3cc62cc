import { z } from 'zod';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const slugLengthMax = 100;

/** The id of a resource: a UUID, of version 7 where the platform made it. */
export const Id = z
  .string()
  .regex(uuidPattern, 'Must be a UUID')
  .toLowerCase()
  .meta({ id: 'Id', format: 'uuid', description: 'A UUID; version 7 where the platform made it' });

/** The id of a district or a theme: `malmi`, `green-infrastructure`. */
export const Slug = z
  .string()
  .max(slugLengthMax)
  .regex(slugPattern, 'Must be a slug: lower case letters, digits and single hyphens')
  .meta({ id: 'Slug', description: 'Lower case letters, digits and single hyphens' });

export const isId = (text: string): boolean => uuidPattern.test(text);
export const isSlug = (text: string): boolean => text.length <= slugLengthMax && slugPattern.test(text);
