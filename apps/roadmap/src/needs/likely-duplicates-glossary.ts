/**
 * What people ask of a city, in the words that they use for it: each line is one matter, in Finnish, Swedish and
 * English. A word is about the matter that it begins with, and half about one that it holds as a part of a compound
 * ("ulkovessa"); `=` asks for the whole word. So "vessa" meets "WC", and a Finnish need its Swedish like.
 *
 * Letters stand without accents, as words are compared.
 */
const matters = `
vessa vessoj wc kaymala huussi bajamaja | toalett | toilet restroom
penkki penkke penkit istuin istuim istumapaik levahdyspaik | bank= bankar sittplats | bench seat
valo= valot valoa valoja valais katuval lamppu lamput pime | ljus lampa lampor belysning mork | light lamp dark
roska roskis roskiks roskakor jateasti jatteet | soptunn skrap | litter trash bin= bins
koira | hund | dog
skeit skuut scoot | skejt | skate scoot
kuntosal kuntoil kuntolait ulkosal leuanvet | utegym gym motionsred | gym= exercis workout
uimara uimapa uimalai uimaan uida uimar avanto talviui | simma badplats badstrand | swim
laituri | brygg | pier= jetty
sauna | bastu | sauna
leikki leikit leikkip keinu hiekkalaatik | lekpark lekplats gung | playground swing
pyora | cykel cykl | bicycle bike cycl
pyoratie pyoratei pyorakaist pyorakat | cykelvag cykelban cykelled | cycleway cyclelane
teline parkki pysakoin | stall= cykelstall parkering | rack parking
hidast toyssy ylinopeu nopeud lujaa | farthinder hastighet | speed
suojati ylitys | overgang | crossing crosswalk
melu= melun melua meluai meluva melues melunt meteli | buller | noise noisy
tulvi tulva lainehti hulev sadev vesi= vetta veden | oversvam dagvatten vatten | flood stormwater water
liuka jaa= jaata jaassa hiekoit aurau auraa aurat lumi= lumen lunta talvikun talvihoi | halka halt= sanda sno= snoplog | icy= ice= slipper snow
kierrat keray lajittel | atervin sorter | recycl
viljel kasvim puutarha palsta | odla odling tradgard | garden allotment
puu= puita puut= puiden istutu pensa | trad= traden plantera buskar | tree= trees bush
niitty niityt niittyj keto= kedot kukka kukki polytta | ang= angar blom | meadow flower pollinat
varjo aurinkosuoj aurinkopur helle helte paahde paahte | skugg hetta | shade shading heat
tuule tuuli | vind blas | wind= windy
nuori= nuoret nuorten nuoris nuorill nuoria teini | ungdom unga= | youth young teen
ikaihm vanhuk vanhus seniori elakel | aldre senior pension | elderly senior older
lapsi= lapset lasten lapsil lapsia | barn | child kids
digi alypuhel | digi | digital smartphone
lataus lataa latau | laddn laddst ladda | charging charger
paketti paketin paketit pakette | paket | parcel
opast kyltti kyltit kyltte viitoit | skylt vagvis | sign= signs signpost wayfind
hissi luiska esteet ramppi | hiss= hissar ramp tillgang | lift= elevator ramp accessib stepfree
auki= aukiol avoinna | oppet oppethall | open= opening hours
kirjast | bibliotek | library
koulu | skol | school
koripal koris= korit= korise | basket | basketball
jalkapal maali= maalit= futis | fotboll | football soccer
luistel tekoja | skridsko konstis | skating rink
bussi | buss bussar | bus= buses
ratikka ratikan raitiova raitiot | sparvagn | tram
pysakki pysakit pysakin | hallplats | stop= stops
katos= katok katet katto= | vaderskydd regnskydd | shelter roof
taide taiteel muraal | konst= konstverk mural | art= mural
siivo siisti likai puhdist | stad= stada smuts | clean dirty
tyhja tyhji | tom= tomma | empty vacant
ostari= ostarin ostaril ostosk kauppak | kopcent | shopping mall
liiketil liikehuo myymal popup | affarslok butik lokal= | shop= shops premises
porras portaa portai | trappa trappor | stairs steps
ranta= rannan rannal rantaan rantar | strand | beach shore waterfront
juomave vesipis suihkula | dricksv fontan | fountain drinking
energi lampopum | energi | energy`;

interface Stem {
  text: string;
  /** The word is this and nothing more. */
  whole: boolean;
  matter: number;
}

const partLengthMin = 5;
const asPart = 0.6;

const stems: Stem[] = matters
  .trim()
  .split('\n')
  .flatMap((line, matter) => line.split(/[\s|]+/).map((stem) => ({ text: stem.replace('=', ''), whole: stem.endsWith('='), matter })));

export type Matters = ReadonlyMap<number, number>;

/** What a word is about, and how much: nothing for most words, two matters for some compounds ("pyöräteline"). */
export function mattersOf(plain: string): Matters {
  const found = new Map<number, number>();
  for (const stem of stems) {
    const much = shareOf(stem, plain);
    if (much > (found.get(stem.matter) ?? 0)) found.set(stem.matter, much);
  }
  return found;
}

function shareOf({ text, whole }: Stem, word: string): number {
  if (whole) return word === text ? 1 : 0;
  if (word.startsWith(text)) return 1;
  return text.length >= partLengthMin && word.includes(text) ? asPart : 0;
}

/** How the matters of a word are written, as far as it can be looked up in the middle of a text. */
export function otherWordsFor(matters: Matters): string[] {
  return stems.filter(({ text, whole, matter }) => matters.has(matter) && text.length >= (whole ? partLengthMin : partLengthMin - 1)).map(({ text }) => text);
}

const listed = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Words that carry a sentence and tell nothing of what is wanted, and those that stand in every second wish. */
export const EMPTY_WORDS = listed(`
ja tai seka etta kun koska jos niin myos ei eivat olla on ovat ollut oli olisi olisivat voisi voi voisivat pitaisi pitaa saada
saisi saataisiin saa joka jotka jossa josta joita jonka jotta se ne sen siita siina sinne siella tama taman tassa talla tata
nama nyt vain liian aivan aina hyvin erittain kaikki kaikille kaiken mutta ettei eika ilman mika mita mitaan missaan mihin minne
he me meidan heidan niita niiden niihin niille jo viela enaa asti sitten siksi paljon enemman vahan kuin kanssa mukaan valilla
valissa varten varteen varrelle varrella viereen vieressa kohdalle kohdalla lahelle lahella lahistolla esim esimerkiksi ym jne
eri oma oman omaa omat muu muut muita kuten yhtaan juuri melkein mielellaan kiitos hei oo ku ois tarvitaan tarvittaisiin
tarvitsee tarve tarvetta kaipaa kaivataan kaivattaisiin toivon toivomme toivotaan toivoisin toivoisimme ehdotan ehdotamme
ehdotus haluaisin haluaisimme haluan lisaa lisata lisattava uusi uudet uusia uuden uutta parempi parempia paremmaksi kuntoon
hyva hyvia rakentaa rakennetaan rakentaminen perustetaan tehda tehdaan laittaa kayttoon alue alueen alueelle alueella alueelta
alueita kaupunki kaupungin kaupunkiin helsinki helsingin helsinkiin helsingissa asukas asukkaat asukkaiden asukkaille asuu
ihmiset ihmisia ihmisten
och eller samt att nar om sa ocksa inte ar var varit vara skulle kunde kan bor borde fa far som det den de detta denna har dar nu
bara for mycket mera mer fler flera manga alla allt men utan vad ingen inget inga man vi oss var vart vara av med pa i till fran
vid langs en ett ny nya nytt behovs behover behov onskar onskas battre omradet stad staden stadens helsingfors egen eget hela
and or as well that when because if so also not is are was were been be would could can should may might it its this these those
there here now only too very more most many all but without what none no some any we us our you your they them their of with on
in at to from by near along a an the new need needs needed want wants please build better area city has have had put up get
nowhere where people`);

/** A title of these alone is a heading, under which anything may stand. */
export const HEADINGS = listed(`
turvallisuus turvallisuutta viihtyisyys viihtyisyytta ymparisto liikenne luonto palvelut kehittaminen parantaminen idea ideoita
toive toiveita puisto puistot trygghet sakerhet trivsel miljo trafik natur service safety environment traffic nature services
comfort ideas park`);
