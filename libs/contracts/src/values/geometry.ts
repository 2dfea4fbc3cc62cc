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
