import { checkEndpoint, isPublic, publicAddressesOf } from './endpoint-address.ts';

describe('an address that an endpoint may have', () => {
  it.each(['93.184.216.34', '2a00:1450:4010:c0e::71'])('is public: %s', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  it.each([
    ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '192.0.2.1'],
    ...['::1', '::', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '2001:db8::1', '100::1', '4000::1'],
    // IPv4 inside of IPv6: mapped, compatible, translated, NAT64 (known and local prefix), 6to4, Teredo.
    ...['::ffff:10.0.0.1', '::ffff:93.184.216.34', '::127.0.0.1', '::7f00:1', '::ffff:0:a00:1', '64:ff9b::a00:1', '64:ff9b::5db8:d822'],
    ...['64:ff9b:1:a00:0:100:5db8:d822', '64:ff9b:0:0:0:1:7f00:1', '2002:a00:1::1', '2002:5db8:d822::1', '2001:0:5db8:d822::1'],
    ...['no address'],
  ])('is not: %s', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  it('has only such, where a name has several', async () => {
    const url = new URL('https://platform.example.org/');
    const { signal } = new AbortController();
    expect(await publicAddressesOf(url, async () => ['93.184.216.34'], signal)).toEqual(['93.184.216.34']);
    await expect(publicAddressesOf(url, async () => ['93.184.216.34', '10.0.0.1'], signal)).rejects.toThrow('not public');
    await expect(publicAddressesOf(url, async () => [], signal)).rejects.toThrow('not public');
  });

  it('is not waited for longer than is said', async () => {
    const never = () => new Promise<string[]>(() => undefined);
    await expect(publicAddressesOf(new URL('https://slow.example.org/'), never, AbortSignal.abort(new Error('too long')))).rejects.toThrow('too long');
  });
});

describe('an endpoint, when it is given', () => {
  const resolve = async (hostname: string) => (hostname === 'inside.example.org' ? ['10.0.0.1'] : ['93.184.216.34']);
  const refusalOf = (url: string) =>
    checkEndpoint(url, false, resolve).then(
      () => null,
      (error: { code: string; members: { errors: unknown[] } }) => error,
    );

  it.each(['https://platform.example.org/fiksu', 'https://93.184.216.34:8443/'])('is taken: %s', async (url) => {
    expect(await refusalOf(url)).toBeNull();
  });

  it.each([
    'https://inside.example.org/',
    'https://127.0.0.1/',
    'http://127.0.0.1:8080/',
    'http://inside.example.org/',
    'https://[::1]/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://[::ffff:a00:1]/',
  ])('is refused for its address: %s', async (url) => {
    expect(await refusalOf(url)).toMatchObject({ code: 'private-address', members: { errors: [{ pointer: '/url' }] } });
  });

  it.each(['http://platform.example.org/', 'https://user:password@platform.example.org/'])('is refused: %s', async (url) => {
    expect(await refusalOf(url)).toMatchObject({ code: 'invalid', members: { errors: [{ pointer: '/url' }] } });
  });

  it('may be anything where private ones are allowed, except to carry a password', async () => {
    await checkEndpoint('http://127.0.0.1:8080/', true, resolve);
    await expect(checkEndpoint('http://user:password@127.0.0.1/', true, resolve)).rejects.toMatchObject({ code: 'invalid' });
  });

  it('that cannot be resolved now is taken', async () => {
    await checkEndpoint('https://later.example.org/', false, async () => Promise.reject(new Error('ENOTFOUND')));
  });
});
