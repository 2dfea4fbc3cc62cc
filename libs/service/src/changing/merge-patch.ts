import { z } from 'zod';
import { invalid, type Fault } from '../problems/domain-error.ts';
import { pointerOf } from '../problems/pointer.ts';

const always = ['id', 'version', 'createdAt', 'updatedAt', 'status', 'actions'] as const;

/**
 * The schema of a `PATCH` (JSON Merge Patch, RFC 7396) of what a schema creates: every member
 * may be absent (kept) or `null` (removed), objects are merged, lists replaced. Members that
 * the platform sets are let through here and refused by {@link patched}, since they are 422 (G12).
 */
export function patchOf(body: z.ZodObject, id: string, derived: readonly string[] = []): z.ZodType<Record<string, unknown>> {
  const readOnly = [...always, ...derived].filter((name) => !Object.hasOwn(body.shape, name) || name === 'id');
  const members = Object.entries(body.shape).filter(([name]) => name !== 'id');
  const shape = Object.fromEntries(members.map(([name, value]) => [name, patchable(value as z.ZodType)]));
  const refused = Object.fromEntries(readOnly.map((name) => [name, z.unknown().optional().meta({ readOnly: true })]));
  return z.strictObject({ ...shape, ...refused }).meta({ id, description: 'JSON Merge Patch: absent is kept, null is removed' }) as unknown as z.ZodType<
    Record<string, unknown>
  >;
}

function patchable(value: z.ZodType): z.ZodType {
  let inner: z.ZodType = value;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable || inner instanceof z.ZodDefault) inner = inner.unwrap() as z.ZodType;
  if (inner instanceof z.ZodRecord)
    return z
      .partialRecord(inner.keyType, patchable(inner.valueType as z.ZodType))
      .nullable()
      .optional();
  if (!(inner instanceof z.ZodObject)) return inner.nullable().optional();
  const members = Object.entries(inner.shape).map(([name, member]) => [name, patchable(member as z.ZodType)]);
  return z.strictObject(Object.fromEntries(members)).nullable().optional();
}

/**
 * What a resource would be created from after the patch.
 * @throws DomainError Invalid (422): `read-only` members, `null` for a mandatory one, or a merged whole that does not fit
 */
export function patched<Body>(before: Body, patch: Record<string, unknown>, body: z.ZodType<Body>, derived: readonly string[] = []): Body {
  const written = [...always, ...derived].filter((name) => Object.hasOwn(patch, name));
  if (written.length > 0)
    throw invalid(
      written.map((name) => ({ pointer: `/${name}`, detail: 'Is set by the platform' })),
      'read-only',
    );
  const parsed = body.safeParse(merge(before, patch));
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.map((issue): Fault => ({ pointer: pointerOf(issue.path), detail: issue.message })));
}

/** RFC 7396, section 2. */
export function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = merge(merged[name], value);
  }
  return merged;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
