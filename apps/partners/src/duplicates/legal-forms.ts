/**
 * Words in which a name says in which legal form an organisation does business, and nothing of which organisation it is:
 * registers write them in other languages, in other letters, at the other end, or not at all. As `comparableName` writes words.
 */
const byCountry = {
  finland: 'oy oyj ab abp ky kb ay ry rf sr rs tmi osk osuuskunta osakeyhtio aktiebolag toiminimi',
  nordic: 'as asa aps hf ehf ohf ba da ans handelsbolag kommanditbolag ekonomisk andelslag amba iks sa publ',
  baltic: 'ou mtu sia uab vsi as ab',
  german: 'gmbh ggmbh mbh ag kg kgaa ohg gbr ev eg ug se aktiengesellschaft',
  french: 'sa sas sasu sarl sprl srl asbl aisbl scop scrl eurl snc epe epic gie',
  dutch: 'bv nv vzw bvba cv ivzw stichting',
  iberian: 'sl slu sau sll sa sal lda limitada aie',
  italian: 'spa srl srls scarl scpa sapa onlus coop',
  central: 'sro as spol zoo oo sp kft zrt nyrt bt kht doo dd jdoo ad ood eood',
  other: 'ltd limited llc llp lp plc inc incorporated corp corporation co company lbg cic clg dac pty sti sirketi anonim limitata ae epe ike oe',
};

export const LEGAL_FORMS: ReadonlySet<string> = new Set(Object.values(byCountry).flatMap((words) => words.split(' ')));

const inWords: readonly (readonly [RegExp, string])[] = [
  [/\bsociete anonyme\b|\bsociedad anonima\b/g, 'sa'],
  [/\bsociedad limitada\b/g, 'sl'],
  [/\bsocieta per azioni\b/g, 'spa'],
  [/\bsocieta a responsabilita limitata\b/g, 'srl'],
  [/\bspolka akcyjna\b/g, 'sa'],
  [/\bspolka z ograniczona odpowiedzialnoscia\b|\bsp z oo\b|\bsp zoo\b/g, 'zoo'],
  [/\bspol s ro\b/g, 'sro'],
  [/\ba s$/g, 'as'],
];

/** Forms that are written out in several words, in one. */
export const shortForms = (words: string): string => inWords.reduce((text, [form, short]) => text.replace(form, short), words);
