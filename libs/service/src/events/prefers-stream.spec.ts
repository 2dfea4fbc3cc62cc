import { prefersStream } from './prefers-stream.ts';

describe('what a client accepts', () => {
  it.each([
    ['text/event-stream', true],
    ['TEXT/Event-Stream', true],
    ['text/event-stream, application/json', true],
    ['application/json, text/event-stream', false],
    ['application/json;q=0.5, text/event-stream', true],
    ['text/event-stream;q=0.5, */*', false],
    ['text/event-stream;q=0, application/json', false],
    ['text/html, text/event-stream;q=0.1', true],
    ['*/*', false],
    ['application/json', false],
    ['', false],
    [undefined, false],
  ])('"%s" asks for a stream rather than a page: %s', (accept, expected) => {
    expect(prefersStream(accept)).toBe(expected);
  });
});
