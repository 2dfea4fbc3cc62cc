/** Reads where a development is: any geometry in WGS 84, that is in the city or leads out of it. */
import type { Geometry } from '@fiksu/contracts';
import { invalid } from '@fiksu/service';
import type { Position } from 'geojson';
import { areasOf } from '../districts/district.ts';
import { districtsAt, liesIn, type Atlas } from '../districts/find-by-point.ts';
import { readGeometry } from '../districts/read-geometry.ts';

/** A detailed zoning plan has some hundreds of corners; more than this is a map and not a place. */
export const POSITIONS_MAX = 2_000;

type Simple = Exclude<Geometry, { type: 'GeometryCollection' }>;

/**
 * The same place in two dimensions, its areas closed and enclosing something. A district is named by the path already, and
 * a street leads out of it, a tram line even out of the city: refused is what is nowhere in the city, as where somebody
 * took longitude for latitude.
 * @throws DomainError Invalid (422) with the pointer of the first fault
 */
export function readLocation(location: Geometry, district: string, atlas: Atlas): Geometry {
  const read = location.type === 'GeometryCollection' ? readEach(location) : readSimple(location, '/location');
  const placed = positionsOf(read);
  if (placed.length > POSITIONS_MAX) throw invalid([{ pointer: '/location', detail: `May have ${POSITIONS_MAX} positions` }]);
  if (!placed.some((position) => isInCity(position, district, atlas))) throw invalid([{ pointer: '/location', detail: 'Lies in no district of the city' }]);
  return read;
}

const readEach = ({ type, geometries }: Extract<Geometry, { type: 'GeometryCollection' }>): Geometry => ({
  type,
  geometries: geometries.map((geometry, index) => readSimple(geometry, `/location/geometries/${index}`)),
});

function readSimple(geometry: Simple, pointer: string): Simple {
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return { ...geometry, coordinates: flat(geometry.coordinates) } as Simple;
  const read = readGeometry(geometry, pointer);
  if ('fault' in read) throw invalid([read.fault]);
  const { coordinates } = read.geometry;
  return geometry.type === 'Polygon' ? { type: 'Polygon', coordinates: coordinates[0] ?? [] } : { type: 'MultiPolygon', coordinates };
}

type Coordinates = number | Coordinates[];

/** Without heights, and without the sign of a zero, which a database does not give back. */
function flat(coordinates: readonly Coordinates[]): Coordinates[] {
  const [first] = coordinates;
  if (typeof first === 'number') return (coordinates.slice(0, 2) as number[]).map((degrees) => degrees + 0);
  return (coordinates as Coordinates[][]).map(flat);
}

function positionsOf(geometry: Geometry): Position[] {
  return geometry.type === 'GeometryCollection' ? geometry.geometries.flatMap(positionsOf) : positionsIn(geometry.coordinates);
}

function positionsIn(coordinates: readonly Coordinates[]): Position[] {
  return typeof coordinates[0] === 'number' ? [coordinates as Position] : (coordinates as Coordinates[][]).flatMap(positionsIn);
}

/** Its own district is asked first: that is where nearly all of it is. */
function isInCity(position: Position, district: string, atlas: Atlas): boolean {
  const own = atlas.byId.get(district);
  return (own !== undefined && liesIn(position, own, areasOf(own, atlas.byId))) || districtsAt(position, atlas).length > 0;
}
