export const streamType = 'text/event-stream';

interface Accepted {
  type: string;
  quality: number;
}

/** Whether a client would rather have a live stream than a page: by the weights of `Accept`, of the same weight by what it names first. */
export function prefersStream(accept: string | undefined): boolean {
  const [first] = (accept ?? '')
    .split(',')
    .map(accepted)
    .filter(({ type, quality }) => quality > 0 && (type === streamType || /json$|^\*\/\*$|^application\/\*$/.test(type)))
    .sort((a, b) => b.quality - a.quality);
  return first?.type === streamType;
}

function accepted(part: string): Accepted {
  const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
  const quality = parameters.find((text) => text.startsWith('q='))?.slice('q='.length) ?? '1';
  return { type, quality: Number(quality) };
}
