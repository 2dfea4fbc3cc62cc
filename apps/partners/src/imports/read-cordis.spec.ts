import { cordis, readOrganisation } from './read-cordis.ts';

const row = (own: Record<string, string> = {}) => ({ organisationID: '999981634', name: 'WAGENINGEN UNIVERSITY', activityType: 'HES', country: 'NL', ...own });

describe('an organisation of EU projects', () => {
  it.each([
    ['HES', 'university', 'academia'],
    ['REC', 'research-institute', 'academia'],
    ['PRC', 'company', 'private'],
    ['PUB', 'public-body', 'public'],
    ['OTH', 'ngo', 'civil-society'],
    ['', 'company', 'private'],
  ])('of the activity "%s" is a %s of the sector %s', (activityType, kind, sector) => {
    expect(readOrganisation(row({ activityType }))).toMatchObject({ value: { kind, sector } });
  });

  it.each(['999981634', '999981634.0', ' 999981634 '])('is known by its PIC, also where a data frame made a number of it: "%s"', (organisationID) => {
    expect(readOrganisation(row({ organisationID }))).toMatchObject({ value: { pic: '999981634' } });
  });

  it('of 2016 may be known by a hash, which is no PIC', () => {
    const read = readOrganisation({ new_org_id: '000fe6f38dd7bdc390d3cdabfc34cc14', name: 'METCENAS OPS' });
    expect(read).toMatchObject({ value: { externalIds: [{ scheme: 'cordis', value: '000fe6f38dd7bdc390d3cdabfc34cc14' }] } });
    expect(read).not.toHaveProperty('value.pic');
  });

  it.each([
    ['NL811383696B01', 'NL811383696B01'],
    ['FI 0201256-6', 'FI02012566'],
    ['missing', undefined],
    ['NOTAPPLICABLE', undefined],
    ['FI02012567', undefined],
    ['', undefined],
  ])('has the VAT id "%s" where that is one of its country', (vatNumber, vatId) => {
    expect(readOrganisation(row({ vatNumber }))).toMatchObject({ value: vatId === undefined ? {} : { vatId } });
    if (vatId === undefined) expect(readOrganisation(row({ vatNumber }))).not.toHaveProperty('value.vatId');
  });

  it.each([
    ['http://www.au.dk', 'http://www.au.dk'],
    ['www.au.dk', 'https://www.au.dk'],
    ['not available', undefined],
    ['javascript:alert(1)', undefined],
  ])('has the web address "%s" where that is one', (organizationURL, website) => {
    const read = readOrganisation(row({ organizationURL }));
    expect((read as { value: { website?: string } }).value.website).toBe(website);
  });

  it.each([
    [{ organisationID: '12' }, '/organisationID'],
    [{ organisationID: '' }, '/organisationID'],
    [{ name: ' ' }, '/name'],
    [{ name: 'X'.repeat(301) }, '/name'],
  ])('that is wrong is told with its place: %j', (own, pointer) => {
    expect(readOrganisation(row(own))).toMatchObject({ errors: [{ pointer }] });
  });

  it('is told from other tables by its columns', () => {
    expect(cordis.recognises('\uFEFF"projectID";"organisationID";"name"\n', 'text/csv')).toBe(true);
    expect(cordis.recognises('new_org_id,name,shortName\n', 'text/csv')).toBe(true);
    expect(cordis.recognises('id,name_fi,name_sv\n', 'text/csv')).toBe(false);
    expect(cordis.recognises('', 'text/csv')).toBe(false);
  });
});
