import { z } from 'zod';

const positionsMax = 100_000;
const longitude = z.number().min(-180).max(180);
const latitude = z.number().min(-90).max(90);

/** Longitude, latitude (WGS 84), and perhaps a height, which is not kept. */
const Position = z
  .array(z.number())
  .min(2)
  .max(3)
  .refine(([lon, lat]) => longitude.safeParse(lon).success && latitude.safeParse(lat).success, { message: 'Must be [longitude, latitude] in degrees' });
const Ring = z
  .array(Position)
  .min(4)
  .max(positionsMax)
  .refine((ring) => ring[0]?.[0] === ring.at(-1)?.[0] && ring[0]?.[1] === ring.at(-1)?.[1], { message: 'A ring ends where it begins' });

export const Point = z.strictObject({ type: z.literal('Point'), coordinates: Position }).meta({ id: 'Point', description: 'A GeoJSON point, longitude first' });
export type Point = z.infer<typeof Point>;

const Polygon = z.strictObject({ type: z.literal('Polygon'), coordinates: z.array(Ring).min(1) }).meta({ id: 'Polygon' });
export const MultiPolygon = z.strictObject({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring).min(1)).min(1) }).meta({ id: 'MultiPolygon' });

/** An area as it may be sent: a polygon, or several. */
export const Area = z.discriminatedUnion('type', [Polygon, MultiPolygon]).meta({ id: 'Area', description: 'A GeoJSON Polygon or MultiPolygon' });
export type Area = z.infer<typeof Area>;

const Line = z.array(Position).min(2).max(positionsMax);
const simpleGeometries = [
  Point,
  z.strictObject({ type: z.literal('MultiPoint'), coordinates: z.array(Position).min(1).max(positionsMax) }).meta({ id: 'MultiPoint' }),
  z.strictObject({ type: z.literal('LineString'), coordinates: Line }).meta({ id: 'LineString' }),
  z.strictObject({ type: z.literal('MultiLineString'), coordinates: z.array(Line).min(1) }).meta({ id: 'MultiLineString' }),
  Polygon,
  MultiPolygon,
] as const;
const GeometryCollection = z
  .strictObject({ type: z.literal('GeometryCollection'), geometries: z.array(z.discriminatedUnion('type', simpleGeometries)).min(1).max(positionsMax) })
  .meta({ id: 'GeometryCollection' });

/** Any place: a point, a line, an area, several of one kind, or a collection of them that holds no collection. */
export const Geometry = z.discriminatedUnion('type', [...simpleGeometries, GeometryCollection]).meta({ id: 'Geometry', description: 'A GeoJSON geometry' });
export type Geometry = z.infer<typeof Geometry>;
