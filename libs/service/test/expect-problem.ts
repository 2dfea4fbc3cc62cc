import type { Response } from 'supertest';

interface Expected {
  status: number;
  code: string;
  /** The faults, in any order: their places alone, since words may change. */
  pointers?: string[];
  parameters?: string[];
  headers?: string[];
}

/** Checks what every problem has (RFC 9457, API contract §1), and what this one says beside. */
export function expectProblem(response: Response, { status, code, pointers, parameters, headers }: Expected): void {
  const { body } = response;
  expect({ status: response.status, code: body.code }).toEqual({ status, code });
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json\b/);
  expect(body).toMatchObject({
    status,
    type: `http://localhost:8080/notes/docs/problems/${code}`,
    title: expect.any(String),
    detail: expect.any(String),
    instance: expect.stringMatching(/^\//),
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  const places = (name: string) =>
    (body.errors ?? [])
      .filter((fault: object) => name in fault)
      .map((fault: Record<string, string>) => fault[name])
      .sort();
  if (pointers) expect(places('pointer')).toEqual([...pointers].sort());
  if (parameters) expect(places('parameter')).toEqual([...parameters].sort());
  if (headers) expect(places('header')).toEqual([...headers].sort());
  for (const fault of body.errors ?? []) expect(fault.detail).toEqual(expect.any(String));
}
